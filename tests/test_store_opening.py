"""Opening a record: new, old, newer, foreign, read-only, full, used by two at once."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from onrecord import Record, StoreError
from onrecord.settings import Settings
from onrecord.store import Search, schema, upgrading
from onrecord.store.claims import ClaimWriter
from onrecord.store.places import place
from tests.claim_samples import SAFE, Dam, dry
from tests.store_samples import article, read

LINE = "Ada Obi said: the dam holds\n"


def test_a_new_record_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "record.db"
    with Record.open(path) as record:
        record.add(read(article(LINE)))
    assert [one.name for one in path.parent.iterdir()] == ["record.db"], "a closed record is one file"
    with Record.open(f"sqlite:///{path}", write=False) as record:
        assert record.count(Search()).statements == 1


def test_another_program_can_open_it(tmp_path: Path) -> None:
    with Record.open(tmp_path / "record.db") as record:
        record.add(read(article(LINE, title="Dam row")))
    with sqlite3.connect(tmp_path / "record.db") as plain:
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert plain.execute("SELECT content, speaker, kind FROM current_statements").fetchall() == [
            ("the dam holds", "Ada Obi", "indirect")
        ]
        assert plain.execute("SELECT title FROM statement_search WHERE statement_search MATCH 'holds'").fetchall() == [
            ("Dam row",)
        ]
    plain.close()


def test_opening_again_changes_nothing(where: str) -> None:
    with Record.open(where) as record:
        record.add(read(article(LINE)))
    for write in (True, False):
        with Record.open(where, write=write) as record, record.reading() as connection:
            assert record.count(Search()).statements == 1
            actions = connection.scalars(sa.select(schema.log.c.action).order_by(schema.log.c.key)).all()
            assert actions == ["upgrade", "added"]


def test_the_tables_are_what_the_migrations_make(where: str) -> None:
    with Record.open(where) as record, record.reading() as connection:
        ours = set(schema.metadata.tables)
        context = MigrationContext.configure(
            connection,
            opts={
                "include_object": lambda _, name, kind, *__: kind != "table" or name in ours,
                "compare_type": True,
            },
        )
        assert compare_metadata(context, schema.metadata) == []
        known = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()
        assert known == schema.REVISION


def test_without_a_record_there_is_nothing_to_read(where: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no record; `onrecord add`"):
        Record.open(where, write=False)
    assert list(tmp_path.iterdir()) == []


FOREIGN = {
    "text": b"Ada Obi said nothing.\n",
    "zip": b"PK\3\4" + b"\0" * 500,
    "sqlite header only": b"SQLite format 3\0" + b"\1" * 500,
    "short": b"S",
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("write", [True, False])
def test_a_file_that_is_no_record_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes, write: bool) -> None:
    path = tmp_path / "file.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"file\.db: not a record of onrecord; nothing in it was changed"):
        Record.open(path, write=write)
    assert path.read_bytes() == content
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("write", [True, False])
def test_a_database_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path, write: bool) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE articles (id)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="holds other tables"):
        Record.open(path, write=write)
    assert path.read_bytes() == before


def test_a_postgresql_database_of_another_program_is_refused(empty_postgresql: str) -> None:
    engine = sa.create_engine(sa.make_url(empty_postgresql).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE articles (id int)"))
    engine.dispose()
    with pytest.raises(StoreError, match="holds other tables"):
        Record.open(empty_postgresql)


@pytest.mark.parametrize("bad", ["", " ", "a\0b", "mysql://u:secret@h/d", "postgresql://[", "://", "sqlite://"])
def test_a_place_where_no_record_can_be_is_refused_without_its_password(bad: str) -> None:
    with pytest.raises(StoreError) as refused:
        Record.open(bad)
    assert "secret" not in str(refused.value)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="a folder, not a record"):
        Record.open(tmp_path)


def test_a_server_that_does_not_answer_is_named_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"ann:\*\*\*@") as refused:
        Record.open(f"postgresql://ann:secret@/d?host={tmp_path}")
    assert "secret" not in str(refused.value)


def test_the_name_of_a_database_hides_the_password() -> None:
    assert place("postgresql://ann:secret@db.example/news").name == "postgresql://ann:***@db.example/news"


def set_version(where: str, version: str) -> None:
    with Record.open(where) as record, record.writing() as writer:
        writer.connection.execute(sa.text("UPDATE alembic_version SET version_num = :v"), {"v": version})


@pytest.mark.parametrize("write", [True, False])
def test_a_newer_record_is_refused_in_words(where: str, write: bool) -> None:
    set_version(where, "9999")
    with pytest.raises(StoreError, match=r"made by a newer onrecord \(schema 9999.*Upgrade onrecord"):
        Record.open(where, write=write)


MIGRATION = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "0004", "0003", None, None
def upgrade():
    op.create_table("later", sa.Column("a", sa.Integer))
    {fault}
"""


@pytest.fixture
def next_migration(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a migration that an imagined next version has."""
    assert upgrading.__file__
    folder = tmp_path_factory.mktemp("next") / "migrations"
    shutil.copytree(Path(upgrading.__file__).parent / "migrations", folder)
    monkeypatch.setattr(upgrading, "MIGRATIONS", str(folder))
    monkeypatch.setattr(schema, "REVISION", "0004")
    return folder / "versions" / "r0004_later.py"


@pytest.mark.parametrize("write", [True, False])
def test_an_older_record_is_brought_up_to_date_with_a_line_in_the_log(
    where: str, write: bool, request: pytest.FixtureRequest
) -> None:
    with Record.open(where) as record:
        record.add(read(article(LINE)))
    request.getfixturevalue("next_migration").write_text(MIGRATION.format(fault=""))
    with Record.open(where, write=write) as record, record.reading() as connection:
        assert "later" in sa.inspect(connection).get_table_names()
        last = connection.execute(sa.select(schema.log).order_by(schema.log.c.key.desc())).first()
        assert last is not None
        assert (last.action, last.details) == ("upgrade", {"from": "0003", "to": "0004"})
        assert record.count(Search()).statements == 1


def test_an_upgrade_that_fails_leaves_the_record_as_it_was(where: str, request: pytest.FixtureRequest) -> None:
    with Record.open(where) as record:
        record.add(read(article(LINE)))
    request.getfixturevalue("next_migration").write_text(MIGRATION.format(fault="raise ZeroDivisionError"))
    with pytest.raises(ZeroDivisionError):
        Record.open(where)
    request.getfixturevalue("monkeypatch").undo()
    with Record.open(where) as record, record.reading() as connection:
        assert "later" not in sa.inspect(connection).get_table_names()
        assert record.count(Search()).statements == 1


@pytest.fixture
def first_schema(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The migrations are those that the first version had."""
    assert upgrading.__file__
    folder = tmp_path_factory.mktemp("first") / "migrations"
    shutil.copytree(Path(upgrading.__file__).parent / "migrations", folder)
    for name in ("r0002_claims.py", "r0003_quicker.py"):
        (folder / "versions" / name).unlink()
    monkeypatch.setattr(upgrading, "MIGRATIONS", str(folder))
    monkeypatch.setattr(schema, "REVISION", "0001")


@pytest.mark.parametrize("write", [True, False])
def test_a_record_of_the_first_schema_gets_claims(where: str, write: bool, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("first_schema")
    with Record.open(where) as record, record.reading() as connection:
        assert "claims" not in sa.inspect(connection).get_table_names()
        record.add(read(dry()))
    request.getfixturevalue("monkeypatch").undo()
    with Record.open(where, write=write) as record:
        assert list(record.claims()) == []
    with Record.open(where) as record:
        dam = Dam(record)
        with record.writing() as writer:
            assert ClaimWriter(writer).ungrouped(dry().id) == {one.id for one in read(dry()).statements}
            dam.place(ClaimWriter(writer), dry(), SAFE)
        assert [one.text for one in record.claims()] == [SAFE[0].words]
        with record.reading() as connection:
            upgrades = connection.scalars(sa.select(schema.log.c.details).where(schema.log.c.action == "upgrade")).all()
    assert upgrades[1:] == [{"from": "0001", "to": "0003"}]


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that every user of this computer can come to."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def as_anyone() -> Iterator[None]:
    """Go on as a user who may not write where permissions do not say so, as the superuser may."""
    if os.geteuid() == 0:
        os.seteuid(65534)
        yield
        os.seteuid(0)
    else:
        yield


def test_a_read_only_record_can_be_searched_and_not_written(shared: Path, request: pytest.FixtureRequest) -> None:
    path = shared / "record.db"
    with Record.open(path) as record:
        record.add(read(article(LINE)))
    path.chmod(0o444)
    shared.chmod(0o555)
    before = path.read_bytes()
    request.getfixturevalue("as_anyone")
    with Record.open(path, write=False) as record:
        assert record.count(Search("dam")).statements == 1
    with pytest.raises(StoreError, match="can only be read here"), Record.open(path) as record:
        record.add(read(article(LINE + "more")))
    assert path.read_bytes() == before
    with pytest.raises(StoreError, match=r"elsewhere\.db: can't be opened"):
        Record.open(shared / "elsewhere.db")


def test_a_record_opened_for_reading_is_not_written(new_record: Path) -> None:
    with Record.open(new_record, write=False) as record, pytest.raises(StoreError, match="can only be read"):
        record.add(read(article(LINE)))


def test_a_full_disk_is_named_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    with Record.open(path) as record:
        record.add(read(article(LINE)))

        def fill() -> None:
            with record.writing() as writer:
                writer.connection.exec_driver_sql("PRAGMA max_page_count = 1")  # SQLite takes what it has as the most
                for number in range(500):
                    writer.add(read(article(f"{LINE}{number}\n" * 20)))

        with pytest.raises(StoreError, match=r"record\.db: the disk is full.*run the same again"):
            fill()
        assert record.count(Search()).statements == 1


LIMITED = """
import resource, sys
from onrecord import Record, StoreError
from tests.store_samples import article, read
resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))
with Record.open(sys.argv[1]) as record:
    for number in range(1000):
        try:
            record.add(read(article(f"Ada Obi said: number {number}\\n" * 20)))
        except StoreError as error:
            print(number, error)
            break
"""


def run(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", script, *map(str, arguments)], stdout=subprocess.PIPE, text=True)


def test_a_file_that_cannot_grow_keeps_what_was_added(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    with run(LIMITED, path) as process:
        out, _ = process.communicate()
    number, _, words = out.partition(" ")
    assert "the disk" in words
    assert int(number) > 3
    with Record.open(path) as record:
        assert record.count(Search()).articles == int(number)
        assert record.add(read(article(LINE))).state == "added"


ADDING = """
import sys
from onrecord import Record
from tests.store_samples import article, read
with Record.open(sys.argv[1]) as record:
    for number in range(int(sys.argv[2]), int(sys.argv[3])):
        record.add(read(article(f"Ada Obi said: number {number}\\nBo Iyer said: no\\n", url=f"https://e.example/{number}")))
"""


def test_two_that_add_at_once_both_finish(where: str) -> None:
    processes = [run(ADDING, where, *bounds) for bounds in ((0, 30), (20, 50))]
    for process in processes:
        with process:
            assert process.wait(120) == 0
    with Record.open(where) as record:
        counts = record.count(Search())
        assert (counts.statements, counts.articles) == (100, 50)
        assert len(record.named("ada obi").identities) == 1


def test_killed_at_any_moment_and_run_again_it_is_as_if_undisturbed(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    for moment in (0.35, 0.45, 0.6, 0.9):
        with run(ADDING, path, 0, 60) as process:
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)
        with sqlite3.connect(path) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        plain.close()
    with run(ADDING, path, 0, 60) as process:
        assert process.wait(120) == 0
    with Record.open(path) as record, record.reading() as connection:
        counts = record.count(Search())
        assert (counts.statements, counts.articles) == (120, 60)
        for table in (schema.articles, schema.texts, schema.readings):
            assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() == 60
        connection.execute(
            sa.text("INSERT INTO statement_search (statement_search, rank) VALUES ('integrity-check', 1)")
        )


def test_the_environment_names_the_record(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ONRECORD_RECORD", "postgresql://db.example/news")
    assert Settings().record == "postgresql://db.example/news"
    monkeypatch.setenv("ONRECORD_RECORD", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert Path(Settings().record).name == "record.db"
