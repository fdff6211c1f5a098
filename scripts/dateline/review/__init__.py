"""`dateline review`: the list of what an editor should look at, and the page to correct it."""

import sys
import webbrowser
from pathlib import Path

import click

from dateline.console import IO_ERROR, WRONG_USAGE, Failure, config_option, gazetteer_opened, one_line, talk
from dateline.nightly.settings import load_settings
from dateline.review.leaving import left_out_csv
from dateline.review.listing import read_review, review_csv
from dateline.timeline.claims.own_types import load_own_types
from dateline.timeline.store import StoreView, look


@click.command("review")
@config_option
@click.option("--all", "everything", is_flag=True, help="List every event, not only those to look at.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="List at most N rows.")
@click.option("--left-out", is_flag=True, help="List what gave no event instead, with the reason.")
@click.option("--serve", is_flag=True, help="Serve a page to correct events, to this machine only.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Of the page; 0 for any free one.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in a browser.")
@one_line
def review(
    config: Path,
    *,
    everything: bool,
    limit: int | None,
    left_out: bool,
    serve: bool,
    port: int,
    open_browser: bool,
) -> None:
    """List what to look at, worst first, as CSV; or serve a page to correct it.

    First what waits for an editor, then corrections that do not fit or are to be looked at again, then doubtful events
    that readers see. What the page decides is added to the table of corrections; the next build takes it in.

    \b
    Example:
      dateline review --limit 50 > look.csv
      dateline review --left-out > left-out.csv
      dateline review --serve --open
    """  # fmt: skip
    settings = load_settings(config)
    types, _ = load_own_types(settings.event_types)
    if not serve:
        if open_browser:
            raise Failure("--open: expected --serve with it", WRONG_USAGE)

        def table(view: StoreView) -> bytes:
            if left_out:
                return left_out_csv(view, limit)
            return review_csv(read_review(view, settings, types), view, everything=everything, limit=limit)

        sys.stdout.buffer.write(look(settings.state, table))
        sys.stdout.buffer.flush()
        return

    from dateline.review.desk import ReviewDesk
    from dateline.review.server import ReviewServer

    desk = ReviewDesk(settings, types, gazetteer_opened())
    desk.refresh()
    try:
        server = ReviewServer(desk, port)
    except OSError as error:
        raise Failure(
            f"port {port}: cannot be served: {error.strerror}; give another --port", IO_ERROR
        ) from error
    with server:
        click.echo(server.address)
        talk.print("Only this machine can open it, and only by this address. End with Ctrl+C.", markup=False)
        if open_browser:
            webbrowser.open(server.address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            talk.print("ended", markup=False)
