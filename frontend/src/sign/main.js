/** Signing with a key of this browser. Without this script a form is sent unsigned, and the server attests. */
import { Enrolment } from "./enrol.js";
import { SignedForm } from "./form.js";

const enrolling = document.querySelector("form[data-enrol]");
if (enrolling) new Enrolment(enrolling);
for (const form of document.querySelectorAll("form[data-sign]")) new SignedForm(form);
