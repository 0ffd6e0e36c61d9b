"""Detection: kernels that know no agreement, and the plan that binds an agreement's rules to them."""
