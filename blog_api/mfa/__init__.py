"""Second factors of an account: enrolment, recovery codes, removal and reset."""
