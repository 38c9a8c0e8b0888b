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
from ingest.clean.value import is_scrambled

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

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_KEY_BODY = r"(?:[A-Za-z0-9+/=:,;.\s\\>|\"'-](?!-----BEGIN)){0,20000}?"


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
        r"|(?:[\s>|\"'+]|\\n|[A-Za-z0-9+/=]{16,})*)",
        "private key",
    ),
    rule("private-key", r"PuTTY-User-Key-File-\d:[\s\S]{0,6000}?Private-MAC: ?\w+", "putty-user"),
    rule("age-key", r"AGE-SECRET-KEY-1[0-9A-Z]{50,70}", "age-secret-key"),
    _token("discord-token", r"[MNO][\w-]{23,28}\.[\w-]{6}\.[\w-]{27,45}", "."),
    *_detected(),
    _token(
        "aws-session-token",
        r"(?:IQoJb3JpZ2lu|F[wQ]oGZXIvYXdz)[A-Za-z0-9+/=]{80,}",
        "iqojb3",
        "ogzxiv",
    ),
    _token("aws-key", r"ABSK[A-Za-z0-9+/]{100,}={0,2}", "absk"),
    _token("gcp-key", r"AIza[0-9A-Za-z_-]{35}", "aiza"),
    _token("gcp-oauth-secret", r"GOCSPX-[A-Za-z0-9_-]{24,}", "gocspx-"),
    _token("gcp-oauth-token", r"ya29\.[0-9A-Za-z_-]{20,}", "ya29."),
    _token("gcp-refresh-token", r"1//0[0-9A-Za-z_-]{30,}", "1//0"),
    _token("github-token", r"github_pat_[0-9A-Za-z_]{22,}", "github_pat_"),
    _token("github-token", r"gh[pousr]_[A-Za-z0-9_]{30,}", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    _token(
        "gitlab-token",
        r"(?:gl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|ffct|wt)-|GR1348941)[0-9A-Za-z_.=-]{18,}",
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
    _token("heroku-key", r"HRKU-[A-Za-z0-9_-]{30,}", "hrku-"),
    _token("sendgrid-key", r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}", "sg."),
    _token("twilio-key", r"(?:AC|SK)[0-9a-f]{32}", "ac", "sk"),
    _token("mailgun-key", r"(?:pub)?key-[0-9a-f]{32}|[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}", "-"),
    _token("brevo-key", r"x(?:key|smtp)sib-[0-9a-f]{32,}-\w+", "sib-"),
    _token("telegram-token", r"\d{8,10}:AA[A-Za-z0-9_-]{32,34}", ":aa"),
    _token(
        "square-token", r"(?:sq0[a-z]{3}-[0-9A-Za-z_-]{22,}|EAAA[A-Za-z0-9_-]{60})", "sq0", "eaaa"
    ),
    _token("shopify-token", r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}", "shp"),
    _token("azure-secret", r"[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}", "q~"),
    _token(
        "azure-key",
        # Microsoft's own mark stands near the end of each.
        r"[A-Za-z0-9+/_-]{30,90}(?:AZDO|AzFu|\+ACR|ACDb|\+ASt|AzSe|APIM|AzCa|AIoT|AEhG|ASbT)"
        r"[A-Za-z0-9+/_-]{4,8}={0,2}",
        "azdo",
        "azfu",
        "+acr",
        "acdb",
        "+ast",
        "azse",
        "apim",
        "azca",
        "aiot",
        "aehg",
        "asbt",
    ),
    _token("digitalocean-token", r"do[opr]_v1_[0-9a-f]{64}", "_v1_"),
    _token("databricks-token", r"(?:dapi|dose|dkea)[0-9a-f]{32}(?:-\d)?", "dapi", "dose", "dkea"),
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
    _token("huggingface-token", r"(?:hf|api_org)_[A-Za-z0-9]{30,}", "hf_", "api_org_"),
    _token("groq-key", r"gsk_[A-Za-z0-9]{40,}", "gsk_"),
    _token("atlassian-token", r"AT(?:ATT3|CTT3|BB)[A-Za-z0-9_=-]{20,}", "atatt3", "atctt3", "atbb"),
    _token("linear-key", r"lin_(?:api|oauth)_[A-Za-z0-9]{30,}", "lin_"),
    _token("notion-token", r"(?:secret_[A-Za-z0-9]{43}|ntn_[A-Za-z0-9]{40,})", "secret_", "ntn_"),
    _token("figma-token", r"fig[dou]_[A-Za-z0-9_-]{30,}", "figd_", "figo_", "figu_"),
    _token("grafana-token", r"gl(?:c|sa)_[A-Za-z0-9+/=_]{30,}", "glc_", "glsa_"),
    _token("grafana-key", r"eyJrIjoi[A-Za-z0-9+/=]{30,}", "eyjrijoi"),
    _token("newrelic-key", r"[0-9a-f]{36}NRAL", "nral"),
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
    rule(
        "okta-token",
        r"(?<![\w/+.-])(?P<v>00[A-Za-z0-9_-]{40})(?![\w/+-])",
        "00",
        accept=is_scrambled,
    ),
    _token("sonarqube-token", r"sq[pua]_[0-9a-f]{40}", "sqp_", "squ_", "sqa_"),
    _token("netlify-token", r"nf[pcoub]_[A-Za-z0-9]{36}", "nfp_", "nfc_", "nfo_", "nfu_", "nfb_"),
    _token("vercel-token", r"vc[pikra]_[A-Za-z0-9]{24,}", "vc"),
    _token("1password-token", r"ops_eyJ[A-Za-z0-9+/=]{100,}", "ops_"),
    _token("nkey-seed", r"S[UAONC]A[A-Z2-7]{55}", "su", "sa", "so", "sn", "sc"),
    _token("contentful-token", r"CFPAT-[A-Za-z0-9_-]{40,}", "cfpat-"),
    _token(
        "flyio-token",
        r"(?:fo1_[A-Za-z0-9_-]{40,}|fm(?:1[ar]|2)_[A-Za-z0-9+/=]{80,})",
        "fo1_",
        "fm1",
        "fm2_",
    ),
    _token("xai-key", r"xai-[A-Za-z0-9]{60,}", "xai-"),
    _token("perplexity-key", r"pplx-[A-Za-z0-9]{40,}", "pplx-"),
    _token("pinecone-key", r"pcsk_[A-Za-z0-9_]{40,}", "pcsk_"),
    _token("langsmith-key", r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}", "lsv2_"),
    _token("replicate-token", r"r8_[A-Za-z0-9]{37}", "r8_"),
    _token("elevenlabs-key", r"sk_[0-9a-f]{48}", "sk_"),
    _token("firecrawl-key", r"fc-[0-9a-f]{32}", "fc-"),
    _token("tavily-key", r"tvly-(?:dev-|prod-)?[A-Za-z0-9]{28,}", "tvly-"),
    _token("asana-token", r"[12]/\d{12,}(?:/\d{12,})?:[0-9a-f]{32}", "1/", "2/"),
    _token("cloudflare-key", r"v1\.0-[0-9a-f]{24}-[0-9a-f]{146}", "v1.0-"),
    _token("openshift-token", r"sha256~[A-Za-z0-9_-]{40,}", "sha256~"),
    _token("sourcegraph-token", r"sgp_(?:[0-9a-f]{16}_|local_)?[0-9a-f]{40}", "sgp_"),
    _token("prefect-key", r"pn[ub]_[a-z0-9]{36}", "pnu_", "pnb_"),
    _token("readme-key", r"rdme_[a-z0-9]{60,}", "rdme_"),
    _token("shippo-token", r"shippo_(?:live|test)_[0-9a-f]{40}", "shippo_"),
    _token("easypost-key", r"EZ[AT]K[A-Za-z0-9]{54}", "ezak", "eztk"),
    _token("duffel-token", r"duffel_(?:live|test)_[A-Za-z0-9_=-]{40,}", "duffel_"),
    _token(
        "flutterwave-key",
        r"FLW(?:SECK|PUBK)(?:_TEST)?-[0-9a-zA-Z]{12,}(?:-X)?",
        "flwseck",
        "flwpubk",
    ),
    _token("frameio-token", r"fio-u-[A-Za-z0-9_=-]{60,}", "fio-u-"),
    _token("hubspot-token", rf"pat-(?:na|eu|ap)\d-{_UUID}", "pat-"),
    _token("launchdarkly-key", rf"(?:sdk|api|mob)-{_UUID}", "sdk-", "api-", "mob-"),
    _token("plaid-token", rf"access-(?:sandbox|development|production)-{_UUID}", "access-"),
    _token("infracost-key", r"ico-[A-Za-z0-9]{32}", "ico-"),
    _token("lob-key", r"(?:live|test)_(?:pub_)?[0-9a-f]{31,35}", "live_", "test_"),
    _token("octopus-key", r"API-[A-Z0-9]{25,31}", "api-"),
    _token("typeform-token", r"tfp_[A-Za-z0-9_.=-]{40,}", "tfp_"),
    _token("adafruit-key", r"aio_[A-Za-z]{4}\d{2}[A-Za-z0-9]{22}", "aio_"),
    _token("render-key", r"rnd_[A-Za-z0-9]{24,}", "rnd_"),
    _token("resend-key", r"re_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}", "re_"),
    _token("neon-key", r"napi_[a-z0-9]{60,}", "napi_"),
    _token("honeycomb-key", r"hc[abcx][imli][kxc]_[a-z0-9]{40,}", "hc"),
    _token("mongodb-secret", r"mdb_sa_sk_[A-Za-z0-9_-]{36,}", "mdb_sa_sk_"),
    _token("yandex-key", r"AQVN[A-Za-z0-9_-]{34,40}|[yt][0-3]_[A-Za-z0-9_-]{50,}", "aqvn", "y0_"),
    _token("wandb-key", r"wandb_v1_[A-Za-z0-9_]{40,}", "wandb_v1_"),
    _token("harness-key", r"(?:pat|sat)\.[A-Za-z0-9_-]{22}\.[0-9a-f]{24}\.[A-Za-z0-9]{20}", "at."),
    _token("scalingo-token", r"tk-us-[A-Za-z0-9_-]{48}", "tk-us-"),
    _token("twitter-token", r"A{18,}[A-Za-z0-9%]{40,}", "aaaaaaaaaaaaaaaaaa"),
    _token("defined-key", r"dnkey-[A-Za-z0-9_=-]{26}-[A-Za-z0-9_=-]{52}", "dnkey-"),
    _token("settlemint-token", r"sm_(?:pat|aat|sat)_[A-Za-z0-9]{16}", "sm_"),
    _token("kaggle-token", r"KGAT_[0-9a-f]{32}", "kgat_"),
    _token("deepgram-key", r"(?:dg|e2b)_[0-9a-f]{40}", "dg_", "e2b_"),
    rule(
        "fireworks-key", r"(?<![\w/])(?P<v>fw_[A-Za-z0-9]{22,24})(?!\w)", "fw_", accept=is_scrambled
    ),
    rule(
        "pagerduty-key",
        r"(?<![\w+/-])(?P<v>u\+[A-Za-z0-9_-]{18})(?![\w+/=-])",
        "u+",
        accept=is_scrambled,
    ),
    rule(
        "ngrok-token",
        r"(?<![\w/+.-])(?P<v>[A-Za-z0-9]{25,30}_[A-Za-z0-9]{20,22})(?![\w/+=-])",
        "_",
        accept=is_scrambled,
    ),
)
"""In the order in which they are looked for: the narrower first."""
