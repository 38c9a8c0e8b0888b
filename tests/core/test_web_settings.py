"""Settings of the web, and what is said where they are wrong."""

import hashlib
from pathlib import Path

import pytest

from core.errors import UserError
from core.settings import Settings, load


def loaded(tmp_path: Path, text: str, **environment: str) -> Settings:
    file = tmp_path / "dialtone.yaml"
    file.write_text(text)
    return load(home=tmp_path, config=file, environment=environment)


def test_the_admin_key_comes_from_the_environment_and_is_compared_by_its_hash(
    tmp_path: Path,
) -> None:
    settings = loaded(tmp_path, "", DIALTONE_WEB__ADMIN_KEY="open sesame")
    assert settings.web.admin_hashes == (hashlib.sha256(b"open sesame").hexdigest(),)
    assert "sesame" not in repr(settings)


def test_origins_are_written_as_browsers_write_them(tmp_path: Path) -> None:
    web = loaded(
        tmp_path, "web: {origins: ['https://Portal.example.com:443/', 'http://x.example:81']}"
    ).web
    assert web.origins == ("https://portal.example.com", "http://x.example:81")


def test_a_variable_holds_several_with_commas_between(tmp_path: Path) -> None:
    origins = "https://a.example, https://b.example"
    web = loaded(tmp_path, "", DIALTONE_WEB__ORIGINS=origins).web
    assert web.origins == ("https://a.example", "https://b.example")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{origin: x}", "Did you mean 'origins'"),
        ("{origins: ['portal.example.com']}", "https://portal.example.com"),
        ("{origins: ['https://a.example/path']}", "must be origins such as"),
        ("{origins: ['*']}", "must be origins such as"),
        ("{secret: hunter2}", "32 characters"),
        ("{admin_keys: [hunter2]}", "SHA-256"),
        ("{port: 70000}", "web.port"),
        ("{jwt: {algorithm: none}}", "web.jwt.algorithm"),
        ("{jwt: {algorithm: HS256, secret: hunter2}}", "32 characters"),
        ("{jwt: {}}", "public_key"),
        ("{jwt: {jwks_url: 'http://keys.example/jwks'}}", "https://"),
        ("{limits: {questions: 1}}", "'web.limits.questions'"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        loaded(tmp_path, f"web: {text}")
    assert said in str(caught.value)
    assert "hunter2" not in str(caught.value)
