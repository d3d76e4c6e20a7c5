"""The commands of whoever runs yinju for others: doctor, backup, restore, password."""

import argparse
import sys
from functools import partial
from getpass import getpass
from pathlib import Path

from chat.terminal import safe
from ingest.errors import YinjuError


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", folder: argparse.ArgumentParser
) -> None:
    """Their options; `folder` are those that name the index."""
    command = commands.add_parser(
        "doctor",
        parents=[folder],
        help="check packages, models, disk and index, and ask a question",
    )
    command.add_argument(
        "--offline", action="store_true", help="ask where no network can be reached"
    )
    command.set_defaults(run=doctor_command)
    command = commands.add_parser(
        "backup",
        parents=[folder],
        help="copy the index and what was answered to one file, also while it is served",
    )
    command.add_argument("file", type=Path, metavar="FILE", help="a file that is not there yet")
    command.set_defaults(run=backup_command)
    command = commands.add_parser(
        "restore",
        parents=[folder],
        help="put a backup in the place of the index, also while it is served",
    )
    command.add_argument("file", type=Path, metavar="FILE", help="what `yinju backup` has written")
    command.set_defaults(run=restore_command)
    command = commands.add_parser(
        "password", help="print a line for the file of --auth; the password is typed, or piped in"
    )
    command.add_argument("name", metavar="NAME")
    command.set_defaults(run=password_command)


def doctor_command(options: argparse.Namespace) -> int:
    """Print each check; 1 when one of them is not well."""
    from chat.command.doctor import examine  # noqa: PLC0415  only this needs it

    well = True
    for check in examine(options.index, offline=options.offline):
        print(f"{'ok ' if check.well else 'BAD'}  {check.name:<9} {safe(check.said)}", flush=True)
        well = well and check.well
    return 0 if well else 1


def backup_command(options: argparse.Namespace) -> int:
    """Print how many documents were copied."""
    from chat.keeping.ledger import FILE, copy_records  # noqa: PLC0415
    from index.backup import backup  # noqa: PLC0415

    kept = (options.index / FILE).is_file()
    records = partial(copy_records, options.index) if kept else None
    count = backup(options.index, options.file, records)
    said = ", and what was answered" if kept else ""
    print(f"{safe(str(options.file))}: {count} documents of {safe(str(options.index))}{said}")
    return 0


def restore_command(options: argparse.Namespace) -> int:
    """Print how many documents there are now."""
    from chat.keeping.ledger import restored_records  # noqa: PLC0415
    from index.backup import restore  # noqa: PLC0415

    count = restore(options.index, options.file, partial(restored_records, options.index))
    print(f"{safe(str(options.index))}: {count} documents of {safe(str(options.file))}")
    return 0


def password_command(options: argparse.Namespace) -> int:
    """Print a name with its password's hash."""
    from chat.serving import password  # noqa: PLC0415

    if sys.stdin.isatty():
        given = getpass("password: ", sys.stderr)
        if getpass("again: ", sys.stderr) != given:
            raise YinjuError("expected the same password twice; nothing was printed")
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    print(password.line(options.name, given))
    return 0
