"""The duty officer's desk: reports and alerts in one queue, and the page of a report."""
