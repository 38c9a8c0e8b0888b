"""Settings: where they come from, and what is said of wrong ones."""

from pathlib import Path

import pytest

from core.errors import UserError
from core.settings import Settings, check, load
from core.source_settings import FolderSource, JsonlSource, WebsiteSource

SECRET = "postgresql+psycopg://bot:hunter2@db/dialtone"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory and a home folder without any settings file."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    monkeypatch.chdir(place)
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    return place


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.yaml"


def loaded(file: Path, text: str, environment: dict[str, str] | None = None) -> Settings:
    file.write_text(text, encoding="utf-8")
    return load(config=file, environment=environment or {})


def refused(file: Path, text: str, environment: dict[str, str] | None = None) -> UserError:
    with pytest.raises(UserError) as raised:
        loaded(file, text, environment)
    return raised.value


def test_defaults_need_no_file() -> None:
    settings = load(environment={})
    assert settings.sources == ()
    assert settings.search.vectors
    assert settings.search.lexical
    assert settings.database_url == f"sqlite:///{settings.home}/dialtone.db"
    assert settings.chroma_directory == settings.home / "chroma"


def test_a_file_sets_what_it_names_and_leaves_the_rest(file: Path) -> None:
    settings = loaded(file, "search:\n  candidates: 7\nembedding:\n  model: other\n")
    assert settings.search.candidates == 7
    assert settings.embedding.model == "other"
    assert settings.search.lexical


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "search:\n  # candidates: 7\nhome:\n"])
def test_a_file_of_comments_changes_nothing(file: Path, text: str) -> None:
    assert loaded(file, text) == load(environment={})


def test_a_byte_order_mark_is_no_part_of_the_first_key(file: Path) -> None:
    assert loaded(file, "\ufeffsearch:\n  candidates: 7\n").search.candidates == 7


class TestWhere:
    def test_the_working_directory_comes_before_the_home(
        self, tmp_path: Path, elsewhere: Path
    ) -> None:
        home = tmp_path / "home"
        home.mkdir()
        (home / "dialtone.yaml").write_text("search: {candidates: 1}")
        assert load(home=home, environment={}).search.candidates == 1
        (elsewhere / "dialtone.yaml").write_text("search: {candidates: 2}")
        assert load(home=home, environment={}).search.candidates == 2

    def test_a_named_file_comes_before_both(self, file: Path, elsewhere: Path) -> None:
        (elsewhere / "dialtone.yaml").write_text("search: {candidates: 2}")
        file.write_text("search: {candidates: 3}")
        assert load(config=file, environment={}).search.candidates == 3
        assert load(environment={"DIALTONE_CONFIG": str(file)}).search.candidates == 3

    def test_a_named_file_that_is_not_there_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(UserError, match=r"nowhere\.yaml"):
            load(config=tmp_path / "nowhere.yaml", environment={})

    def test_home_is_the_argument_then_the_variable_then_the_file(
        self, file: Path, tmp_path: Path
    ) -> None:
        file.write_text("home: from-file")
        environment = {"DIALTONE_HOME": str(tmp_path / "from-variable")}
        assert load(config=file, environment={}).home == tmp_path / "from-file"
        assert load(config=file, environment=environment).home == tmp_path / "from-variable"
        chosen = load(home=Path("from-argument"), config=file, environment=environment).home
        assert chosen == tmp_path / "elsewhere" / "from-argument"

    def test_paths_in_a_file_are_relative_to_it(self, file: Path, tmp_path: Path) -> None:
        settings = loaded(
            file,
            "home: data\nsources:\n"
            "- {type: folder, name: a, path: docs}\n"
            "- {type: jsonl, name: b, path: /var/faq.jsonl}\n"
            "- {type: website, name: c, url: 'https://docs.example.com/'}\n",
        )
        assert settings.home == tmp_path / "data"
        folder, jsonl, website = settings.sources
        assert isinstance(folder, FolderSource)
        assert isinstance(jsonl, JsonlSource)
        assert isinstance(website, WebsiteSource)
        assert folder.path == tmp_path / "docs"
        assert jsonl.path == Path("/var/faq.jsonl")

    def test_a_relative_name_of_the_file_is_no_different(
        self, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (elsewhere / "d.yaml").write_text("home: data")
        settings = load(config=Path("d.yaml"), environment={})
        assert settings.home == elsewhere / "data"


class TestVariables:
    def test_a_variable_wins_over_the_file(self, file: Path) -> None:
        environment = {"DIALTONE_SEARCH__CANDIDATES": "9", "DIALTONE_SEARCH__LEXICAL": "false"}
        settings = loaded(file, "search: {candidates: 7, vectors: false}", environment)
        assert (settings.search.candidates, settings.search.lexical) == (9, False)
        assert not settings.search.vectors

    def test_a_variable_goes_into_a_section_that_is_empty_in_the_file(self, file: Path) -> None:
        assert loaded(file, "search:", {"DIALTONE_SEARCH__CANDIDATES": "9"}).search.candidates == 9

    def test_other_variables_are_not_ours(self) -> None:
        assert load(environment={"SEARCH__CANDIDATES": "x", "PATH": "/bin"}) == load(environment={})

    @pytest.mark.parametrize(
        ("name", "value", "hint"),
        [
            ("DIALTONE_HOEM", "/x", "'home'"),
            ("DIALTONE_SEARCH__VECTOR", "1", "'vectors'"),
            ("DIALTONE_SEARCH__CANDIDATES", "many", "integer"),
            ("DIALTONE_SEARCH", "1", "key: value"),
            ("DIALTONE_", "1", "home"),
        ],
    )
    def test_a_wrong_variable_is_named(self, name: str, value: str, hint: str) -> None:
        with pytest.raises(UserError) as raised:
            load(environment={name: value})
        assert f"variable {name} " in str(raised.value)
        assert hint in str(raised.value)

    def test_a_variable_below_a_plain_setting_is_named(self, file: Path) -> None:
        error = refused(file, "home: x", {"DIALTONE_HOME__PLACE": "y"})
        assert "DIALTONE_HOME__PLACE" in error.message
        assert error.remedy


class TestWrongFiles:
    @pytest.mark.parametrize(
        ("text", "named", "hint"),
        [
            ("serch: {}", "'serch'", "'search'"),
            ("search: {candidate: 3}", "'search.candidate'", "'candidates'"),
            ("embedding: {zzz: 3}", "'embedding.zzz'", "precision"),
            ("search: {candidates: 0}", "'search.candidates'", "greater than or equal to 1"),
            ("embedding: {precision: half}", "'embedding.precision'", "'bfloat16'"),
            ("search: 5", "'search'", "key: value"),
            ("home: 5", "'home'", "path"),
            ("sources: [{type: git, name: a}]", "'sources.0.type'", "folder, website, jsonl"),
            ("sources: [{name: a}]", "'sources.0.type'", "folder, website, jsonl"),
            ("sources: [{type: folder, name: a}]", "'sources.0.path'", "missing"),
            ("sources: [{type: folder, name: a, pth: x}]", "'sources.0.pth'", "'path'"),
            ("sources: [{type: folder, path: x, name: ''}]", "'sources.0.name'", "1 character"),
            ('sources: [{type: folder, path: x, name: "a\\nb"}]', "'sources.0.name'", "one line"),
            ("sources: [5]", "'sources.0'", "key: value"),
            ("vectors: {database: a b}", "'vectors.database'", "3 to 128 ASCII letters"),
            ("catalog: {url: backstage}", "'catalog.url'", "begins with http:// or https://"),
            ("chunking: {target_characters: 1900}", "'chunking'", "max_characters"),
        ],
    )
    def test_the_setting_is_named_with_what_it_should_be(
        self, file: Path, text: str, named: str, hint: str
    ) -> None:
        error = refused(file, text)
        assert named in error.message
        assert hint in error.message
        assert str(file) in error.remedy

    def test_every_wrong_setting_is_named_at_once(self, file: Path) -> None:
        message = refused(file, "serch: {}\nsearch: {candidates: 0}").message
        assert "'serch'" in message
        assert "'search.candidates'" in message

    def test_two_sources_of_one_name(self, file: Path) -> None:
        source = "{type: folder, name: docs, path: x}"
        assert "'docs'" in refused(file, f"sources: [{source}, {source}]").message

    @pytest.mark.parametrize("text", ["a: [", "a: b: c", "\tq: 1", "a: 1\n b: 2"])
    def test_broken_yaml_is_refused_by_line(self, file: Path, text: str) -> None:
        message = refused(file, text).message
        assert str(file) in message
        assert "line " in message

    @pytest.mark.parametrize("text", ["- a\n- b", "just words", "5", "5: x"])
    def test_yaml_that_is_no_settings(self, file: Path, text: str) -> None:
        assert str(file) in refused(file, text).message

    def test_a_file_that_is_no_text(self, file: Path) -> None:
        file.write_bytes(b"\xff\xfe\x00search")
        with pytest.raises(UserError, match="UTF-8"):
            load(config=file, environment={})


class TestSecrets:
    def test_the_database_url_is_masked_wherever_settings_are_shown(self, file: Path) -> None:
        settings = loaded(file, f"database: {{url: '{SECRET}'}}")
        assert settings.database_url == SECRET
        assert "hunter2" not in f"{settings!r} {settings} {settings.model_dump_json()}"

    @pytest.mark.parametrize(
        "text",
        [
            f"database: '{SECRET}'",
            f"database: ['{SECRET}']",
            f"database: {{url: ['{SECRET}']}}",
            f"database: {{uri: '{SECRET}'}}",
            f"database: {{url: '{SECRET}', x: [}}",
        ],
    )
    def test_no_message_repeats_it(self, file: Path, text: str) -> None:
        assert "hunter2" not in str(refused(file, text))

    def test_not_from_a_variable_either(self) -> None:
        for name in ("DIALTONE_DATABASE", "DIALTONE_DATABASE__URI"):
            with pytest.raises(UserError) as raised:
                load(environment={name: SECRET})
            assert "hunter2" not in str(raised.value)


def test_a_source_given_on_the_command_line_is_checked_alike() -> None:
    given = {"type": "folder", "path": Path("docs")}
    assert check(FolderSource, name="docs", **given).name == "docs"
    with pytest.raises(UserError, match=r"'name'.*one line"):
        check(FolderSource, name=" docs", **given)
