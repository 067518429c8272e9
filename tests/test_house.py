"""The rules of the house, as tests: its shape, its promises in README, what may not be in it."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.slack.methods import METHODS
from tests import readme

ROOT = Path(__file__).parent.parent
BOT = ROOT / "bot"
MODULES = sorted(BOT.rglob("*.py"))

TOP_LEVEL = frozenset(
    [
        *("bot", "tests", "README.md", "manifest.yaml", "pyproject.toml", "Dockerfile", "LICENSE"),
        *("requirements.lock", ".ci", ".dockerignore", ".github", ".gitignore"),
    ]
)
MODULE_LINES = 300
FUNCTION_LINES = 40
MOST_FUNCTION_LINES = 25  # nine of ten are shorter
LEFTOVERS = frozenset({"common", "helpers", "manager", "misc", "util", "utils"})
SLACK_METHOD = r"(?:apps|auth|bots|chat|conversations|files|reactions|team|users|views)\.[a-zA-Z.]+"
NEVER_IN_THE_MAIN_PROCESS = ("av", "pocketsphinx", "PIL")

# Put together here so that this file does not trip over itself.
HOSTS = ("pypi" + ".org", "python" + "hosted", "npm" + "js.", "anaconda" + ".org", "docker" + ".io")
MACHINES = r"(?<![\w.-])/(?:root|home|work|Users)/"


def test_every_module_says_what_it_is_for():
    silent = [_name(path) for path in MODULES if not ast.get_docstring(_tree(path))]

    assert silent == []


def test_every_folder_with_code_is_a_package():
    lost = {_name(path.parent) for path in MODULES if not (path.parent / "__init__.py").exists()}

    assert lost == set()


def test_modules_fit_a_sitting():
    long = {_name(path): count for path in MODULES if (count := _lines(path)) > MODULE_LINES}

    assert long == {}


def test_functions_fit_a_screen():
    lengths = {f"{_name(path)}:{f.name}": _length(f) for path, f in _functions()}

    assert {name: length for name, length in lengths.items() if length > FUNCTION_LINES} == {}
    assert sorted(lengths.values())[len(lengths) * 9 // 10] <= MOST_FUNCTION_LINES


def test_no_module_is_a_drawer_for_leftovers():
    drawers = [_name(path) for path in MODULES if {path.stem, path.parent.name} & LEFTOVERS]

    assert drawers == []


def test_importing_reads_nothing_and_loads_no_engine(tmp_path):
    (tmp_path / ".env").write_text("PORT=not-a-number\n")
    code = f"""
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
import bot.cli, bot.app
assert not [name for name in opened if name.endswith(".env")], "read .env"
loaded = set({NEVER_IN_THE_MAIN_PROCESS!r}) & set(sys.modules)
assert not loaded, loaded
"""

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_every_slack_method_that_the_bot_calls_is_emulated():
    called = _strings(BOT / "slack", SLACK_METHOD)

    assert called
    assert called - set(METHODS) == set()


def test_the_top_level_holds_only_what_it_must():
    assert {path.split("/")[0] for path in _tracked()} <= TOP_LEVEL


def test_nothing_names_a_registry_or_a_machine():
    named = [
        f"{path}: {word}"
        for path in _tracked()
        if (text := _text(ROOT / path)) is not None
        for word in re.findall(f"{'|'.join(map(re.escape, HOSTS))}|{MACHINES}", text)
    ]

    assert named == []


def test_every_dependency_has_a_reason():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    runtime = project[project.index("dependencies = [") : project.index("[project.scripts]")]
    lines = [line for line in runtime.splitlines() if line.startswith('  "')]

    assert lines
    assert [line for line in lines if "  # " not in line] == []


def test_the_lock_holds_every_dependency_with_hashes_and_no_address():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = re.split(r"^(?=[\w.-]+==)", lock, flags=re.MULTILINE)[1:]
    names = {package.split("==")[0] for package in packages}

    assert {name.replace(".", "-") for name in _dependencies()} <= names
    assert [package for package in packages if "--hash=sha256:" not in package] == []
    assert "://" not in lock


def test_every_check_runs_the_command_that_the_readme_gives():
    command = "pip install uv && uv run --group dev poe check"
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    workflow = (ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")

    assert command in _readme()
    assert script[-1] == command
    assert "- run: .ci/run\n" in workflow


def test_actions_are_pinned_by_their_hash():
    used = re.findall(
        r"uses: (\S+)", "".join(map(_must_text, (ROOT / ".github/workflows").iterdir()))
    )

    assert used
    assert [name for name in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", name)] == []


@pytest.mark.parametrize("name", ["settings", "providers", "map"])
def test_the_readme_says_what_the_code_says(name):
    filled = readme.filled(_readme())

    assert _part(_readme(), name) == _part(filled, name), "run `poe readme`"


def test_the_readme_can_be_read_in_one_go():
    assert len(_readme().splitlines()) <= 285


def _tracked() -> list[str]:
    """What the repository holds; a copy without its history holds what lies there."""
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("not a clone")
    return [path for path in done.stdout.split("\0") if path and (ROOT / path).is_file()]


def _dependencies() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in project["dependencies"]]


def _functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in MODULES:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def _strings(folder: Path, pattern: str) -> set[str]:
    """Every string in a folder's code that is wholly of this form."""
    return {
        node.value
        for path in folder.rglob("*.py")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(pattern, node.value)
    }


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None  # a recording or a picture


def _must_text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _readme() -> str:
    return readme.README.read_text(encoding="utf-8")


def _part(text: str, name: str) -> str:
    return text.partition(f"<!-- {name} -->\n")[2].partition(f"<!-- /{name} -->")[0]


def test_every_test_that_the_documents_name_exists():
    pages = [readme.README, ROOT / ".github" / "CONTRIBUTING.md"]
    named = {
        name
        for page in pages
        for name in re.findall(r"`(?:[\w/.]*::)?(test_\w+)`", page.read_text())
    }
    known = {
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    } | {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    assert named - known == set()
