"""Secrets that can be told by their own look, whatever stands around them.

The rules of detect-secrets (in the fork that is kept up: bc-detect-secrets) that hold on text of
every kind, and the published formats of issuers that it does not know. Its rules for Azure storage
keys and for keywords are left out: one masks every SHA-512 in a lock file, the other half of all
code; ingest/clean/assignments.py has narrower ones.
"""

import re

from detect_secrets.plugins.artifactory import ArtifactoryDetector
from detect_secrets.plugins.aws import AWSKeyDetector
from detect_secrets.plugins.discord import DiscordBotTokenDetector
from detect_secrets.plugins.github_token import GitHubTokenDetector
from detect_secrets.plugins.jwt import JwtTokenDetector
from detect_secrets.plugins.mailchimp import MailchimpDetector
from detect_secrets.plugins.sendgrid import SendGridDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.square_oauth import SquareOAuthDetector
from detect_secrets.plugins.stripe import StripeDetector

from ingest.clean.rule import Rule, rule

_DETECTORS = (
    ("artifactory-token", ArtifactoryDetector, ("akc", "artif", "jfrog", "buildkit")),
    ("aws-key", AWSKeyDetector, ("akia", "asia", "abia", "acca", "a3t", "aws")),
    ("discord-token", DiscordBotTokenDetector, (".",)),
    ("github-token", GitHubTokenDetector, ("gh",)),
    ("jwt", JwtTokenDetector, ("eyj",)),
    ("mailchimp-key", MailchimpDetector, ("-us",)),
    ("sendgrid-key", SendGridDetector, ("sg.",)),
    ("slack-token", SlackDetector, ("xox", "hooks.slack.com")),
    ("square-secret", SquareOAuthDetector, ("sq0csp",)),
    ("stripe-key", StripeDetector, ("k_live_",)),
)

_KEY_BODY = r"(?:[A-Za-z0-9+/=:,;.\s\\-](?!-----BEGIN)){0,20000}?"


def _detected() -> list[Rule]:
    found: list[Rule] = []
    for kind, detector, hints in _DETECTORS:
        for pattern in detector.denylist:
            # Its groups say which part is the secret where there is exactly one.
            source = pattern.pattern
            if pattern.groups == 1 and kind in ("aws-key", "artifactory-token"):
                source = re.sub(r"(?<!\\)\((?!\?)", "(?P<v>", source, count=1)
            found.append(Rule(kind, re.compile(source, pattern.flags), hints))
    return found


def _token(kind: str, body: str, *hints: str) -> Rule:
    """A token that begins as no other word does."""
    return rule(kind, rf"(?<![A-Za-z0-9_]){body}(?![A-Za-z0-9])", *hints)


TOKENS: tuple[Rule, ...] = (
    rule(
        "private-key",
        r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----"
        rf"(?:{_KEY_BODY}-----END (?:[A-Z0-9]+ ){{0,3}}PRIVATE KEY(?: BLOCK)?-----"
        r"|(?:\s|\\n|[A-Za-z0-9+/=]{16,})*)",
        "private key",
    ),
    rule("private-key", r"PuTTY-User-Key-File-\d:[\s\S]{0,6000}?Private-MAC: ?\w+", "putty-user"),
    rule("age-key", r"AGE-SECRET-KEY-1[0-9A-Z]{50,70}", "age-secret-key"),
    *_detected(),
    _token("aws-key", r"ABSK[A-Za-z0-9+/]{100,}={0,2}", "absk"),
    _token("gcp-key", r"AIza[0-9A-Za-z_-]{35}", "aiza"),
    _token("gcp-oauth-secret", r"GOCSPX-[A-Za-z0-9_-]{24,}", "gocspx-"),
    _token("gcp-oauth-token", r"ya29\.[0-9A-Za-z_-]{20,}", "ya29."),
    _token("gcp-refresh-token", r"1//0[0-9A-Za-z_-]{30,}", "1//0"),
    _token("github-token", r"github_pat_[0-9A-Za-z_]{22,}", "github_pat_"),
    _token("github-token", r"gh[pousr]_[A-Za-z0-9_]{30,}", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    _token(
        "gitlab-token",
        r"(?:gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|ffct|wt)-|GR1348941)[0-9A-Za-z_.=-]{18,}",
        "gl",
        "gr1348941",
    ),
    _token("slack-token", r"xox[abceoprs](?:\.xox[bp])?-[0-9A-Za-z-]{10,}", "xox"),
    _token("slack-token", r"xapp-\d-[0-9A-Za-z-]{10,}", "xapp-"),
    rule(
        "slack-webhook",
        r"https://hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9_/-]{8,}",
        "hooks.slack.com",
    ),
    rule(
        "discord-webhook",
        r"https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d+/[\w-]{20,}",
        "/api/webhooks/",
    ),
    rule(
        "teams-webhook",
        r"https://[\w.-]+\.webhook\.office\.com/[^\s)>\]]{20,}",
        "webhook.office.com",
    ),
    _token("stripe-key", r"(?:sk|rk|pk)_(?:live|test)_[0-9A-Za-z]{10,}", "_live_", "_test_"),
    _token("stripe-key", r"whsec_[0-9A-Za-z+/=]{16,}", "whsec_"),
    _token("jwt", r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?", "eyj"),
    _token("npm-token", r"npm_[A-Za-z0-9]{30,}", "npm_"),
    rule("npm-token", r"_authToken\s*=\s*\"?(?P<v>[^\s\"$]{8,})", "_authtoken"),
    _token("pypi-token", r"pypi-[A-Za-z0-9_-]{16,}", "pypi-"),
    _token("rubygems-key", r"rubygems_[0-9a-f]{32,}", "rubygems_"),
    _token("nuget-key", r"oy2[a-z0-9]{43}", "oy2"),
    _token("crates-token", r"cio[A-Za-z0-9]{32}", "cio"),
    _token("clojars-token", r"CLOJARS_[a-z0-9]{40,}", "clojars_"),
    _token("sendgrid-key", r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}", "sg."),
    _token("twilio-key", r"(?:AC|SK)[0-9a-f]{32}", "ac", "sk"),
    _token("mailgun-key", r"key-[0-9a-f]{32}", "key-"),
    _token("brevo-key", r"xkeysib-[0-9a-f]{32,}-\w+", "xkeysib-"),
    _token("telegram-token", r"\d{8,10}:AA[A-Za-z0-9_-]{32,34}", ":aa"),
    _token(
        "square-token", r"(?:sq0[a-z]{3}-[0-9A-Za-z_-]{22,}|EAAA[A-Za-z0-9_-]{60})", "sq0", "eaaa"
    ),
    _token("shopify-token", r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}", "shp"),
    _token("azure-secret", r"[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}", "q~"),
    _token("digitalocean-token", r"do[opr]_v1_[0-9a-f]{64}", "_v1_"),
    _token("databricks-token", r"dapi[0-9a-f]{32}(?:-\d)?", "dapi"),
    _token(
        "vault-token",
        r"(?:hv[sbr]\.[A-Za-z0-9_-]{20,}|[sb]\.[A-Za-z0-9]{24})",
        "hvs.",
        "hvb.",
        "hvr.",
        "s.",
        "b.",
    ),
    _token("terraform-token", r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{40,}", ".atlasv1."),
    _token("openai-key", r"sk-(?:proj-|svcacct-|admin-|or-v1-)?[A-Za-z0-9_-]{20,}", "sk-"),
    _token("anthropic-key", r"sk-ant-[A-Za-z0-9_-]{20,}", "sk-ant-"),
    _token("huggingface-token", r"hf_[A-Za-z]{30,}|api_org_[A-Za-z]{30,}", "hf_", "api_org_"),
    _token("groq-key", r"gsk_[A-Za-z0-9]{40,}", "gsk_"),
    _token("atlassian-token", r"AT(?:ATT3|CTT3|BB)[A-Za-z0-9_=-]{20,}", "atatt3", "atctt3", "atbb"),
    _token("linear-key", r"lin_(?:api|oauth)_[A-Za-z0-9]{30,}", "lin_"),
    _token("notion-token", r"(?:secret_[A-Za-z0-9]{43}|ntn_[A-Za-z0-9]{40,})", "secret_", "ntn_"),
    _token("figma-token", r"fig[dou]_[A-Za-z0-9_-]{30,}", "figd_", "figo_", "figu_"),
    _token("grafana-token", r"gl(?:c|sa)_[A-Za-z0-9+/=_]{30,}", "glc_", "glsa_"),
    _token("grafana-key", r"eyJrIjoi[A-Za-z0-9+/=]{30,}", "eyjrijoi"),
    _token("newrelic-key", r"NR(?:AK|JS|II|AA|IQ|RA|SP)-[A-Za-z0-9_-]{18,}", "nr"),
    _token("dynatrace-token", r"dt0[a-z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}", "dt0"),
    _token("sentry-token", r"sntry[su]_[A-Za-z0-9+/=_]{30,}", "sntry"),
    _token("doppler-token", r"dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9._-]{30,}", "dp."),
    _token("pulumi-token", r"pul-[0-9a-f]{40}", "pul-"),
    _token("planetscale-secret", r"pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{30,}", "pscale_"),
    _token("supabase-key", r"sb(?:p|_secret|_publishable)_[A-Za-z0-9_-]{20,}", "sbp_", "sb_"),
    _token("postman-key", r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}", "pmak-"),
    _token("docker-token", r"dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}", "dckr_"),
    _token("docker-token", r"SWMTKN-1-[a-z0-9-]{50,}", "swmtkn"),
    _token("tailscale-key", r"tskey-[A-Za-z]+-[A-Za-z0-9-]{16,}", "tskey-"),
    _token("circleci-token", r"CCIPAT_[A-Za-z0-9_]{20,}", "ccipat_"),
    _token("buildkite-token", r"bkua_[0-9a-f]{40}", "bkua_"),
    _token("airtable-token", r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}", "pat"),
    _token("alibaba-key", r"LTAI[A-Za-z0-9]{12,22}", "ltai"),
    _token("tencent-key", r"AKID[A-Za-z0-9]{32}", "akid"),
    _token("facebook-token", r"EAA[A-Za-z0-9]{80,}", "eaa"),
    _token("dropbox-token", r"sl\.[A-Za-z0-9_-]{100,}", "sl."),
    _token(
        "artifactory-token", r"AKC[A-Za-z0-9]{10,}|cmVmdGtuO[A-Za-z0-9]{40,}", "akc", "cmvmdgtuo"
    ),
    _token("okta-token", r"00[A-Za-z0-9_-]{39}[A-Za-z0-9_]", "okta"),
    _token("sonarqube-token", r"sq[pua]_[0-9a-f]{40}", "sqp_", "squ_", "sqa_"),
    _token("netlify-token", r"nf[pcoub]_[A-Za-z0-9]{36}", "nfp_", "nfc_", "nfo_", "nfu_", "nfb_"),
    _token("vercel-token", r"vc[pikra]_[A-Za-z0-9]{24,}", "vc"),
    _token("1password-token", r"ops_eyJ[A-Za-z0-9+/=]{100,}", "ops_"),
    _token("nkey-seed", r"S[UAONC]A[A-Z2-7]{55}", "su", "sa", "so", "sn", "sc"),
    _token("contentful-token", r"CFPAT-[A-Za-z0-9_-]{40,}", "cfpat-"),
    _token("flyio-token", r"fo1_[A-Za-z0-9_-]{40,}|fm2_[A-Za-z0-9+/=]{80,}", "fo1_", "fm2_"),
)
"""In the order in which they are looked for: the narrower first."""
