"""Secrets as people paste them, and ordinary technical strings that look a little like them.

Everything comes from a seed. What is planted is returned beside the text that holds it, so that a
test can look for it anywhere.
"""

import base64
import json
import random
import string
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_LETTERS = string.ascii_letters
_MIXED = string.ascii_letters + string.digits
_UPPER = string.ascii_uppercase + string.digits
_LOWER = string.ascii_lowercase + string.digits
_HEX = "0123456789abcdef"
_SAFE = _MIXED + "_-"
_TELLING = 10
"""Characters of a secret that give it away."""
_WORDS = "deploy cluster rollback canary checkout billing search queue worker gateway".split()


@dataclass(frozen=True, slots=True)
class Planted:
    """A secret and a sentence with it."""

    kind: str
    secret: str
    text: str

    def is_in(self, text: str) -> bool:
        """Whether the secret, or enough of it to be of use, stands in a text."""
        pieces = range(max(1, len(self.secret) - _TELLING + 1))
        return any(self.secret[n : n + _TELLING] in text for n in pieces)


class Planter:
    """Makes secrets of every kind, no two alike."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def plant(self, count: int) -> Iterator[Planted]:
        """Secrets of all kinds in turn, each in one of the ways in which its kind is pasted."""
        kinds: dict[str, Callable[[], tuple[str, str]]] = {
            name.removeprefix("_kind_"): getattr(self, name)
            for name in sorted(dir(self))
            if name.startswith("_kind_")
        }
        for number in range(count):
            kind = list(kinds)[number % len(kinds)]
            secret, text = kinds[kind]()
            yield Planted(kind, secret, text)

    def _some(self, alphabet: str, length: int) -> str:
        # A digit, so that it is one of machines and not a word.
        body = [self._random.choice(alphabet) for _ in range(length)]
        digits = [each for each in alphabet if each.isdigit()]
        if digits and length > 3:
            body[self._random.randrange(1, length - 1)] = self._random.choice(digits)
        return "".join(body)

    def _in(self, secret: str, *ways: str) -> tuple[str, str]:
        way = self._random.choice(ways or _WAYS)
        return secret, way.replace("{}", secret)

    def _password(self) -> str:
        word = self._random.choice(_WORDS).capitalize()
        return (
            f"{word}{self._some('#!$%&+', 1)}{self._some(string.digits, 4)}{self._some(_MIXED, 3)}"
        )

    def _kind_aws_access_key(self) -> tuple[str, str]:
        return self._in(self._random.choice(("AKIA", "ASIA")) + self._some(_UPPER, 16))

    def _kind_aws_secret(self) -> tuple[str, str]:
        secret = self._some(_MIXED + "/+", 40)
        return self._in(
            secret,
            "AWS_SECRET_ACCESS_KEY={}",
            "aws_secret_access_key = {}",
            'export AWS_SECRET_ACCESS_KEY="{}"',
            '{"SecretAccessKey": "{}"}',
            "my aws secret key is {} can somebody check",
        )

    def _kind_gcp_key(self) -> tuple[str, str]:
        return self._in("AIza" + self._some(_SAFE, 35))

    def _kind_github(self) -> tuple[str, str]:
        head = self._random.choice(("ghp_", "gho_", "ghs_", "ghr_"))
        return self._in(head + self._some(_MIXED, 36))

    def _kind_github_fine(self) -> tuple[str, str]:
        return self._in(f"github_pat_{self._some(_MIXED, 22)}_{self._some(_MIXED, 59)}")

    def _kind_gitlab(self) -> tuple[str, str]:
        return self._in("glpat-" + self._some(_SAFE, 20))

    def _kind_slack(self) -> tuple[str, str]:
        middle = f"{self._some(string.digits, 12)}-{self._some(string.digits, 13)}"
        return self._in(f"xoxb-{middle}-{self._some(_MIXED, 24)}")

    def _kind_slack_hook(self) -> tuple[str, str]:
        place = f"T{self._some(_UPPER, 8)}/B{self._some(_UPPER, 8)}"
        tail = self._some(_MIXED, 24)
        return tail, f"post to https://hooks.slack.com/services/{place}/{tail} please"

    def _kind_stripe(self) -> tuple[str, str]:
        return self._in(f"{self._random.choice(('sk', 'rk'))}_live_{self._some(_MIXED, 24)}")

    def _kind_jwt(self) -> tuple[str, str]:
        parts = [
            json.dumps({"alg": "HS256", "typ": "JWT"}),
            json.dumps({"sub": self._some(_HEX, 8)}),
        ]
        coded = [base64.urlsafe_b64encode(p.encode()).decode().rstrip("=") for p in parts]
        return self._in(".".join([*coded, self._some(_SAFE, 43)]))

    def _kind_private_key(self) -> tuple[str, str]:
        kind = self._random.choice(("RSA ", "EC ", "OPENSSH ", ""))
        lines = [self._some(_MIXED + "+/", 64) for _ in range(6)]
        ends = f"-----BEGIN {kind}PRIVATE KEY-----", f"-----END {kind}PRIVATE KEY-----"
        between = self._random.choice(("\n", "\\n"))
        return lines[2], "is this right?\n" + between.join([ends[0], *lines, ends[1]])

    def _kind_url_password(self) -> tuple[str, str]:
        secret = self._some(_MIXED, 14)
        return self._in(
            secret,
            "postgresql://app:{}@db.internal:5432/app",
            "DATABASE_URL=mysql://root:{}@10.0.0.7/shop",
            "redis://:{}@cache.internal:6379/0",
            "it uses mongodb+srv://admin:{}@cluster0.x.mongodb.net/?w=majority",
            "git clone https://ci:{}@git.internal/team/app.git",
            "amqp://guest:{}@mq:5672",
        )

    def _kind_password(self) -> tuple[str, str]:
        return self._in(
            self._password(),
            "password={}",
            "DB_PASSWORD: {}",
            '{"user": "app", "password": "{}"}',
            "the password is {} for staging",
            "user: admin / pass: {}",
            "PGPASSWORD={} psql -h db",
            "mysql -u root -p{} shop",
            "curl -u admin:{} https://nexus.internal",
            "--password '{}'",
            "<password>{}</password>",
            "spring.datasource.password={}",
            "Server=db;Database=shop;User Id=sa;Password={};",
            "login with admin, pw: {}",
        )

    def _kind_npm(self) -> tuple[str, str]:
        return self._in("npm_" + self._some(_MIXED, 36))

    def _kind_pypi(self) -> tuple[str, str]:
        return self._in("pypi-AgEIcHlwaS5vcmc" + self._some(_SAFE, 120))

    def _kind_azure_storage(self) -> tuple[str, str]:
        secret = base64.b64encode(self._random.randbytes(64)).decode()
        return self._in(
            secret,
            "DefaultEndpointsProtocol=https;AccountName=logs;AccountKey={};EndpointSuffix=x",
            "AZURE_STORAGE_KEY={}",
            'account_key = "{}"',
        )

    def _kind_azure_client(self) -> tuple[str, str]:
        secret = f"{self._some(_SAFE, 3)}8Q~{self._some(_SAFE, 34)}"
        return self._in(secret, "AZURE_CLIENT_SECRET={}", "clientSecret: {}", "client secret {}")

    def _kind_sendgrid(self) -> tuple[str, str]:
        return self._in(f"SG.{self._some(_SAFE, 22)}.{self._some(_SAFE, 43)}")

    def _kind_twilio(self) -> tuple[str, str]:
        return self._in("SK" + self._some(_HEX, 32))

    def _kind_bearer(self) -> tuple[str, str]:
        return self._in(
            self._some(_MIXED, 40),
            "Authorization: Bearer {}",
            'curl -H "Authorization: Bearer {}" https://api.internal',
            "'Authorization': 'Bearer {}'",
            "I send Bearer {} and get 401",
        )

    def _kind_basic(self) -> tuple[str, str]:
        secret = base64.b64encode(f"admin:{self._password()}".encode()).decode()
        return self._in(secret, "Authorization: Basic {}", '-H "authorization: basic {}"')

    def _kind_api_key(self) -> tuple[str, str]:
        return self._in(
            self._some(_HEX, 32),
            "api_key={}",
            "X-Api-Key: {}",
            'apiKey: "{}"',
            "DD_API_KEY={}",
            "my api key is {}",
            "https://api.internal/v1/x?api_key={}",
            "client_secret = '{}'",
        )

    def _kind_token(self) -> tuple[str, str]:
        return self._in(
            self._some(_MIXED, 32),
            "TOKEN={}",
            '"token": "{}"',
            "access_token: {}",
            "export VAULT_TOKEN={}",
            "helm install x --set auth.token={}",
            "--token {}",
        )

    def _kind_openai(self) -> tuple[str, str]:
        return self._in("sk-proj-" + self._some(_SAFE, 60))

    def _kind_vault(self) -> tuple[str, str]:
        return self._in("hvs." + self._some(_SAFE, 90))

    def _kind_telegram(self) -> tuple[str, str]:
        return self._in(f"{self._some('123456789', 9)}:AA{self._some(_SAFE, 33)}")

    def _kind_sas(self) -> tuple[str, str]:
        secret = base64.b64encode(self._random.randbytes(32)).decode().replace("+", "%2B")
        secret = secret.replace("/", "%2F").replace("=", "%3D")
        return secret, f"https://logs.blob.core.windows.net/a?sv=2024-01-01&se=2026&sig={secret}"

    def _kind_digitalocean(self) -> tuple[str, str]:
        return self._in("dop_v1_" + self._some(_HEX, 64))

    def _kind_issuers(self) -> tuple[str, str]:
        kinds = (
            "r8_" + self._some(_MIXED, 37),
            "xai-" + self._some(_MIXED, 80),
            "pcsk_" + self._some(_MIXED, 68),
            f"lsv2_pt_{self._some(_HEX, 32)}_{self._some(_HEX, 10)}",
            self._some(_MIXED, 76) + "AZDO" + self._some(_MIXED, 4),
            self._some(_MIXED, 76) + "+ASt" + self._some(_MIXED, 6) + "==",
            "HRKU-AA" + self._some(_SAFE, 58),
            "xsmtpsib-" + self._some(_HEX, 64) + "-" + self._some(_MIXED, 16),
            f"2/{self._some(string.digits, 16)}:{self._some(_HEX, 32)}",
            "sha256~" + self._some(_SAFE, 43),
            f"sdk-{uuid.UUID(int=self._random.getrandbits(128))}",
            "API-" + self._some(_UPPER, 26),
            "napi_" + self._some(_LOWER, 64),
        )
        return self._in(self._random.choice(kinds))

    def _kind_unknown_issuer(self) -> tuple[str, str]:
        maker = self._some(string.ascii_lowercase, self._random.randint(3, 8))
        return self._in(f"{maker}_{self._some(_MIXED, 40)}")

    def _kind_container_variable(self) -> tuple[str, str]:
        return self._in(
            self._password(),
            "- name: DB_PASSWORD\n  value: {}",
            '{"name": "SMTP_PASSWORD", "value": "{}"}',
        )

    def _kind_command(self) -> tuple[str, str]:
        return self._in(
            self._password(),
            "echo '{}' | docker login -u ci --password-stdin",
            "keytool -storepass {} -list",
            "requirepass {}",
            "net user ada {} /add",
            "new password -> {}",
        )

    def _kind_kubeconfig(self) -> tuple[str, str]:
        pem = f"-----BEGIN RSA PRIVATE KEY-----\n{self._some(_MIXED, 800)}"
        return self._in(base64.b64encode(pem.encode()).decode(), "client-key-data: {}", "{}")

    def _kind_aws_pair(self) -> tuple[str, str]:
        secret = self._some(_MIXED + "/+", 40)
        return self._in(
            secret, f"AKIA{self._some(_UPPER, 16)} / {{}}", f"AKIA{self._some(_UPPER, 16)}:{{}}"
        )

    def _kind_session(self) -> tuple[str, str]:
        return self._in(self._some(_MIXED, 32), "Cookie: JSESSIONID={}", "sessionid={}; path=/")

    def _kind_docker_config(self) -> tuple[str, str]:
        secret = base64.b64encode(f"admin:{self._password()}".encode()).decode()
        return self._in(secret, '"auth": "{}"', "//npm.internal/:_auth={}")

    def _kind_huggingface(self) -> tuple[str, str]:
        return self._in("hf_" + self._some(_LETTERS, 34))


_WAYS = (
    "{}",
    "`{}`",
    "TOKEN={}",
    'key: "{}"',
    "I get 401 with {} since this morning",
    "```\nexport KEY={}\nmake deploy\n```",
    "is {}, still valid?",
    "<{}>",
    "https://api.internal/x?key={}",
)


def ordinary(seed: int, count: int) -> Iterator[str]:
    """Technical strings that hide nothing, as they stand in questions."""
    chosen = random.Random(seed)

    def some(alphabet: str, length: int) -> str:
        return "".join(chosen.choice(alphabet) for _ in range(length))

    def path() -> str:
        return "/".join(some(_LOWER, chosen.randint(2, 12)) for _ in range(chosen.randint(2, 6)))

    def version() -> str:
        return ".".join(str(chosen.randrange(40)) for _ in range(3))

    def word() -> str:
        return chosen.choice(_WORDS)

    makers: tuple[Callable[[], str], ...] = (
        lambda: f"commit {some(_HEX, 40)}",
        lambda: f"fixed in {some(_HEX, 7)}",
        lambda: f"image sha256:{some(_HEX, 64)}",
        lambda: f"md5 {some(_HEX, 32)} of the file",
        lambda: f"request id {uuid.UUID(int=chosen.getrandbits(128))} failed",
        lambda: str(uuid.UUID(int=chosen.getrandbits(128))),
        lambda: f"version v{version()}-rc.{chosen.randrange(9)}",
        lambda: f"{word()}=={version()}",
        lambda: f"\"{word()}\": \"^{version()}\"",
        lambda: f"data:image/png;base64,{base64.b64encode(chosen.randbytes(90)).decode()}",
        lambda: f"sha512-{base64.b64encode(chosen.randbytes(64)).decode()}",
        lambda: f"/{path()}.yaml",
        lambda: f"~/{path()}",
        lambda: f"C:\\Users\\{word()}\\{some(_LOWER, 6)}\\{word()}.txt",
        lambda: f"https://docs.example.com/{path()}?page={chosen.randrange(99)}",
        lambda: f"https://github.com/org/{word()}/commit/{some(_HEX, 40)}",
        lambda: f"arn:aws:iam::{some(string.digits, 12)}:role/{word()}-{some(_LOWER, 5)}",
        lambda: f"pod {word()}-{some(_LOWER, 9)}-{some(_LOWER, 5)} is pending",
        lambda: f"trace_id={some(_HEX, 32)} span_id={some(_HEX, 16)}",
        lambda: f"at com.example.{word()}.Service.run({word()}.java:{chosen.randrange(900)})",
        lambda: f"2026-03-0{chosen.randint(1, 9)}T12:07:07.{some(string.digits, 6)}Z",
        lambda: f"10.0.{chosen.randrange(255)}.7:{chosen.randint(1000, 65000)}",
        lambda: f"password: ${{{word().upper()}_PASSWORD}}",
        lambda: f"token = get_token('{word()}')",
        lambda: f"secretName: {word()}-tls",
        lambda: f"the token expired after {chosen.randrange(90)} minutes",
        lambda: f"cache key {word()}-{some(_HEX, 16)} missed",
        lambda: f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA{some(_MIXED, 43)} {word()}",
        lambda: f"{some(_UPPER, 3)}-{chosen.randrange(9999)} is in progress",
        lambda: f"ec2 i-{some(_HEX, 17)} in subnet-{some(_HEX, 17)}",
        lambda: f"0x{some(_HEX, 16)} in {word()} at offset {chosen.randrange(99999)}",
        lambda: f"{word()}@sha256:{some(_HEX, 64)}",
        lambda: f"ETag: \"{some(_HEX, 32)}\"",
        lambda: f"etcd revision {chosen.randrange(10**9)} took {chosen.randrange(900)}ms",
        lambda: f"password field of {word().capitalize()}Form is required",
        lambda: f"base64 of the icon: iVBORw0KGgo{base64.b64encode(chosen.randbytes(60)).decode()}",
        lambda: f"arn:aws:secretsmanager:eu:{some(string.digits, 12)}:secret:{word()}-a1B2c3",
        lambda: f"--password-file=/run/secrets/{word()}",
        lambda: f"passwordSecret: {word()}",
        lambda: f"tokenSecretRef: {word()}-{some(_LOWER, 5)}",
        lambda: f"caBundle: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t{some(_MIXED, 90)}",
        lambda: f"ghcr.io/org/token-{word()}:sha-{some(_HEX, 7)}",
        lambda: f"CACHE_KEY=npm-linux-{some(_HEX, 40)}",
        lambda: f"session_id={uuid.UUID(int=chosen.getrandbits(128))}",
        lambda: f"https://git.x.io/blob/{some(_HEX, 40)}/test/Admin.jl#L{chosen.randrange(90)}",
        lambda: f"/nix/store/{some(_LOWER, 32)}-{word()}-{version()}",
        lambda: f"_ZN4core3fmt9Formatter3pad17h{some(_HEX, 16)}E",
        lambda: f"should_return_401_when_{word()}Token{chosen.randrange(90)}IsWrong",
    )  # fmt: skip
    for number in range(count):
        yield makers[number % len(makers)]()
