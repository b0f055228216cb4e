"""Second factors: enrolment, log-in, confirmation, reset, and the key that encrypts them."""
