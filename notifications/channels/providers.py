"""The mail providers whose API we know, and what each calls its key. Plain data: the settings read it too."""

PROVIDERS = {
    "brevo": "BREVO_API_KEY",
    "mailersend": "MAILERSEND_API_TOKEN",
    "mailgun": "MAILGUN_API_KEY",
    "postmark": "POSTMARK_SERVER_TOKEN",
    "resend": "RESEND_API_KEY",
    "sendgrid": "SENDGRID_API_KEY",
    "sparkpost": "SPARKPOST_API_KEY",
}
IDEMPOTENT = {"resend"}  # takes the header Idempotency-Key, and remembers it for a day
