"""Django's settings. What an operator may change is in `environment.py`; the rest is decided here, once."""

from pathlib import Path

from django.contrib.messages import constants as message_levels
from django.utils.translation import gettext_lazy as _

from evenhand.foundation.instants import parse_instant
from evenhand_web.config.environment import Environment

ENVIRONMENT = Environment()
PACKAGE = Path(__file__).resolve().parent.parent

WORKSPACE = ENVIRONMENT.folder()
LAKE = WORKSPACE / "lake"
STATE = WORKSPACE / "state"
"""What the rules found, a folder an agreement; made again from the lake where it is missing."""
SECRET_KEY = ENVIRONMENT.signing_key()
ATTESTATION_KEY = ENVIRONMENT.attestation_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts
CSRF_TRUSTED_ORIGINS = ENVIRONMENT.trusted_origins
DATABASES = {"default": ENVIRONMENT.database()}
CLOCK = parse_instant(ENVIRONMENT.clock, field="EVENHAND_CLOCK") if ENVIRONMENT.clock else None
DEMO = ENVIRONMENT.demo
AGREEMENT = ENVIRONMENT.agreement
MAIL = ENVIRONMENT.mail
OFFICE = ENVIRONMENT.office
UPLOAD_LIMIT_BYTES = ENVIRONMENT.upload_limit_mb * 1_000_000
LEDGER_FOLDER = ENVIRONMENT.ledger_folder or str(WORKSPACE / "log")
LEDGER_KEY_FILE = ENVIRONMENT.ledger_key_file or str(WORKSPACE / "log-keys")
LEDGER_ORIGIN = ENVIRONMENT.ledger_origin
LEDGER_POLICY = str(ENVIRONMENT.ledger_policy or "")
EVIDENCE = ENVIRONMENT.evidence or str(WORKSPACE / "evidence")
EVIDENCE_LIMIT_BYTES = ENVIRONMENT.evidence_limit_mb * 1_000_000
EVIDENCE_TRUST = ENVIRONMENT.evidence_trust

INSTALLED_APPS = [
    "evenhand_web.web",
    "evenhand_web.accounts",
    "evenhand_web.ledger",
    "evenhand_web.witnesses",
    "evenhand_web.agreements",
    "evenhand_web.observations",
    "evenhand_web.coverage",
    "evenhand_web.incidents",
    "evenhand_web.evidence",
    "evenhand_web.documents",
    "evenhand_web.drafts",
    "evenhand_web.intake",
    "evenhand_web.forms",
    "evenhand_web.devices",
    "evenhand_web.desk",
    "evenhand_web.doors",
    "evenhand_web.totals",
    "evenhand_web.signing",
    "evenhand_web.cases",
    "evenhand_web.registers",
    "evenhand_web.council",
    "evenhand_web.proofs",
    "evenhand_web.commitments",
    "evenhand_web.map",
    "allauth",
    "allauth.account",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "evenhand_web.web.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "evenhand_web.accounts.middleware.RowSecurity",
    "evenhand_web.accounts.middleware.Preferences",
    "evenhand_web.accounts.middleware.DeclaredAccess",
    "evenhand_web.web.middleware.Problems",
]

ROOT_URLCONF = "evenhand_web.config.urls"
WSGI_APPLICATION = "evenhand_web.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "evenhand_web.web.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "evenhand_web.web.templatetags.house",
            ],
        },
    }
]

# Sign-in: accounts are made by an administrator, never by strangers.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "evenhand_web.accounts.adapter.ClosedHouse"
# An address is nobody's proof: people set theirs themselves, and it is not confirmed.
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,5/300s/key"}
# Without a proxy the peer's address is the client's; a forwarded header from a stranger would defeat the limits.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENVIRONMENT.behind_proxy else 0
SESSION_COOKIE_AGE = 12 * 3600

# Languages: the same four everywhere.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ar", _("Arabic")), ("fr", _("French")), ("zh-hans", _("Chinese"))]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Static files: straight from the packages, or compressed and named by content once `collectstatic` ran.
STATIC_URL = "/static/"
STATIC_ROOT = WORKSPACE / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns of a folder that is not there
STATICFILES_DIRS = [PACKAGE / "static"]
COLLECTED = (STATIC_ROOT / "staticfiles.json").exists()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MIMETYPES = {
    ".mjs": "text/javascript",
    ".geojson": "application/geo+json",
    ".pmtiles": "application/vnd.pmtiles",
}
MEDIA_ROOT = WORKSPACE / "uploads"
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 500  # phones send about a hundred at once

# Shared by all workers of one machine, so that rate limits count over all of them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(WORKSPACE / "cache"),
        # Coverage is kept day by day, in cells of four sizes; 300, which is usual, would throw days away at random.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# Security. Every page is ours alone: no inline script or style, nothing from elsewhere, no frame.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "font-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
SECURE_COOKIES = not (DEBUG or ENVIRONMENT.insecure_http)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = SECURE_COOKIES and not ENVIRONMENT.behind_proxy
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.behind_proxy else None
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "evenhand_web.web.views.csrf_failure"

MESSAGE_TAGS = {message_levels.ERROR: "bad", message_levels.WARNING: "warn", message_levels.SUCCESS: "good"}
DEFAULT_FROM_EMAIL = ENVIRONMENT.email_from
globals().update(ENVIRONMENT.email())

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"secrets": {"()": "evenhand_web.devices.logs.HideSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": ENVIRONMENT.log_level},
}
