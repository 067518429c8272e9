"""The command line: reads the arguments and the settings, and says in one line what is wrong."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, NoReturn

from bot import __version__, config
from bot.clock import SystemClock
from bot.domain.errors import BotError, NeedsOperator
from bot.domain.ports import Stopped

log = logging.getLogger(__name__)

OK, FAILED, WRONG = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    args = _parser().parse_args(arguments)
    try:
        return int(args.command(args))
    except config.Faults as faults:
        return _wrong(faults.lines)
    except NeedsOperator as error:
        return _wrong([str(error)])
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="threadscribe",
        description="Share a recording in Slack, read its notes in the thread.",
        epilog="New here? `threadscribe sandbox` needs no accounts and no keys.",
    )
    parser.add_argument("--version", action="version", version=f"threadscribe {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add(commands, "run", "run the bot until it is told to stop", _run)
    _sandbox_arguments(_add(commands, "sandbox", "a Slack workspace on this machine", _sandbox))
    _add(commands, "check", "check settings, database, Slack and the services", _check)
    _transcribe_arguments(_add(commands, "transcribe", "transcribe without Slack", _transcribe))
    _manifest_arguments(_add(commands, "manifest", "print the Slack app manifest", _manifest))
    _add(commands, "migrate", "bring the database to this version", _migrate)
    _models_arguments(_add(commands, "models", "models of the local engine", _list_models))
    return parser


def _add(
    commands: Any, name: str, says: str, command: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=says, description=says)
    parser.set_defaults(command=command)
    return parser


def _sandbox_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=3000, help="where its page is (3000)")
    parser.add_argument("--provider", metavar="NAME", help="the service that it uses (tuplets)")
    parser.add_argument(
        "--share",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help="share this file, or several",
    )
    parser.add_argument("--once", action="store_true", help="print the threads, then end")
    parser.add_argument("--record", type=Path, metavar="FILE", help="write every Slack call here")


def _transcribe_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="FILE_OR_URL")
    parser.add_argument("--provider", metavar="NAME", help="the service (default: PROVIDER)")
    parser.add_argument("--language", metavar="xx", help="language code, e.g. de (detected)")
    parser.add_argument("--speakers", metavar="N", help="how many there are, if you know")
    parser.add_argument(
        "--format",
        choices=("txt", "md", "docx", "srt", "vtt", "json"),
        default="txt",
        dest="shape",
    )


def _manifest_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--mode", choices=("socket", "http"), help="default: SLACK_MODE, else socket"
    )
    parser.add_argument("--public-url", metavar="URL", help="default: PUBLIC_URL")


def _models_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(required=True, metavar="list|pull|verify")
    _add(verbs, "list", "list what can be pulled", _list_models)
    pull = _add(verbs, "pull", "download a model; nothing else ever does", _pull_model)
    pull.add_argument("name", metavar="NAME")
    _add(verbs, "verify", "see whether pulled models are as they were", _verify_models)


def _run(_: argparse.Namespace) -> int:
    settings = _settings()
    if lines := config.missing_for_run(settings):
        raise config.Faults(lines)
    from bot import app

    return _until_stopped(lambda stop: app.serve(settings, SystemClock(), stop, _announce))


def _sandbox(args: argparse.Namespace) -> int:
    from bot.sandbox.cli import run_sandbox

    return run_sandbox(
        port=args.port,
        provider=args.provider,
        share=args.share,
        once=args.once,
        record=args.record,
        environment=config.environment(),
    )


def _check(_: argparse.Namespace) -> int:
    settings = _settings(quiet=True)
    from bot import checks

    return FAILED if asyncio.run(checks.check(settings, print)) else OK


def _transcribe(args: argparse.Namespace) -> int:
    settings = _settings(quiet=True)
    from bot import transcribing

    request = transcribing.request(args)
    return _until_stopped(lambda stop: transcribing.transcribe(settings, request, stop))


def _manifest(args: argparse.Namespace) -> int:
    settings = config.load()
    from bot.slack.manifest import manifest

    mode = args.mode or settings.slack_mode or config.Mode.SOCKET
    public_url = args.public_url or settings.public_url
    if mode == "http" and not public_url:
        raise config.Faults(["PUBLIC_URL is missing: HTTP mode needs the address Slack is to call"])
    print(manifest("http" if mode == "http" else "socket", public_url), end="")
    return OK


def _migrate(_: argparse.Namespace) -> int:
    settings = config.load()
    from bot.store.sqlite import migrate_file

    version = migrate_file(settings.database)
    print(f"{settings.database} is at version {version}")
    return OK


def _list_models(_: argparse.Namespace) -> int:
    settings = _settings(quiet=True)
    from bot.providers.local import models, pulling

    for line in pulling.listing(models.pulled(settings.data_dir / "local")):
        print(line)
    return OK


def _pull_model(args: argparse.Namespace) -> int:
    settings = _settings(quiet=True)
    from bot import app
    from bot.providers.local import models, pulling

    name = args.name
    preset = models.PULLED.get(name)
    if preset is None:
        raise config.Faults([f"{name} is no model that I know; {', '.join(models.PULLED)} are"])

    async def pull(stop: asyncio.Event) -> None:
        place = models.pulled(settings.data_dir / "local") / name
        async with app.open_ways_out(settings, SystemClock()) as http:
            await pulling.pull(preset, place, http, stop.is_set)

    _announce(f"Pulling {name}: {preset.size / 1e6:.0f} MB, {preset.licence}")
    try:
        _until_stopped(pull)
    except BotError as error:
        return _failed(f"{name} was not pulled: {error}")
    except Stopped:
        return _failed(f"{name} was not pulled: stopped")
    told_apart = "Speakers are told apart from now on"
    print(told_apart if name == models.SPEAKERS else f"LOCAL_MODEL={name} can be used now")
    return OK


def _verify_models(_: argparse.Namespace) -> int:
    settings = _settings(quiet=True)
    from bot.providers.local import models, pulling

    places = [models.pulled(settings.data_dir / "local") / name for name in models.PULLED]
    spoilt = {place.name: pulling.spoilt(place) for place in places if place.is_dir()}
    if not spoilt:
        print("no model is pulled")
    for name, files in spoilt.items():
        print(f"{'FAIL' if files else 'ok':<5} {name:<11} {', '.join(files)}".rstrip())
    return FAILED if any(spoilt.values()) else OK


def _settings(*, quiet: bool = False) -> config.Settings:
    """Read the settings and start to log; `quiet` unless somebody asked for a level."""
    from bot.log import configure
    from bot.providers import doubts

    settings = config.load()
    asked = "log_level" in settings.model_fields_set
    configure(settings.log_level if asked or not quiet else "WARNING", settings.log_format)
    for line in [*config.warnings(), *doubts(settings)]:
        log.warning(line)
    return settings


def _until_stopped(command: Callable[[asyncio.Event], Coroutine[Any, Any, int | None]]) -> int:
    async def run() -> int:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, _stop, stop)
        return await command(stop) or OK

    return asyncio.run(run())


def _stop(stop: asyncio.Event) -> None:
    if stop.is_set():
        os._exit(130)  # asked twice: leave at once, the store is safe at any moment
    stop.set()


def _announce(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _failed(line: str) -> int:
    _wrong([line])
    return FAILED


def _wrong(lines: Sequence[str]) -> int:
    for line in lines:
        print(f"threadscribe: {line}", file=sys.stderr)
    return WRONG


def _port(text: str) -> int:
    if text.isdecimal() and int(text) < 65536:  # noqa: PLR2004  # the end of ports
        return int(text)
    return _no_port(text)


def _no_port(text: str) -> NoReturn:
    raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 0 to 65535")
