"""The map as a page, with a still picture of it where one is asked for."""

from collections.abc import Mapping
from dataclasses import replace

from dateline.output.features import event_collection
from dateline.output.formats.edition import Edition


def write(edition: Edition) -> Mapping[str, bytes]:
    """``index.html``, its script and style beside it where the options say so, and the picture.

    Raises:
        PageError: A picture is asked for and cannot be made.
    """
    # folium takes half a second to import.
    from dateline.output.webmap import page_files

    options = edition.options
    credits_ = (*edition.credit, *options.credits)
    files = page_files(edition.events, replace(options, credits=credits_), labels=edition.labels)
    if options.picture:
        files[options.picture] = _picture(edition)
    return files


def _picture(edition: Edition) -> bytes:
    from dateline.output.picture import picture_png, picture_svg
    from dateline.output.preview import preview

    options = edition.options
    features = event_collection(edition.rows)["features"]
    spots, picture = preview(
        features,
        title=options.title,
        credit="; ".join(edition.credit),
        looks=options.looks,
        borders=options.borders,
    )
    return picture_png(picture_svg(spots, edition.labels, picture))
