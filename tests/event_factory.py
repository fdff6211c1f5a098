"""Events to develop and test the exports with: one maker, and a varied set."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from dateline.gazetteer.place import LonLat
from dateline.output.columns import event_columns
from dateline.timeline.event import Claim, Event, Toll, When, Where
from dateline.timeline.post import Source
from dateline.timeline.span import Span

KYIV = ZoneInfo("Europe/Kyiv")
MOSCOW = ZoneInfo("Europe/Moscow")

# name, lon, lat, country, admin1, zone, radius
PLACES: dict[str, tuple[float, float, str | None, str | None, str]] = {
    "Zaporizhzhia": (35.1396, 47.8388, "UA", "Zaporizhzhia Oblast", "Europe/Kyiv"),
    "Kyiv": (30.5238, 50.45466, "UA", "Kyiv City", "Europe/Kyiv"),
    "Kharkiv": (36.25272, 49.98081, "UA", "Kharkiv Oblast", "Europe/Kyiv"),
    "Odesa": (30.74383, 46.48572, "UA", "Odesa Oblast", "Europe/Kyiv"),
    "Kherson": (32.6178, 46.65581, "UA", "Kherson Oblast", "Europe/Kyiv"),
    "Sloviansk": (37.60693, 48.85352, "UA", "Donetsk Oblast", "Europe/Kyiv"),
    "Pokrovsk": (37.18157, 48.28198, "UA", "Donetsk Oblast", "Europe/Kyiv"),
    "Toretsk": (37.84872, 48.39757, "UA", "Donetsk Oblast", "Europe/Kyiv"),
    "Nikopol": (34.39653, 47.57119, "UA", "Dnipropetrovsk Oblast", "Europe/Kyiv"),
    "Lviv": (24.02324, 49.83826, "UA", "Lviv Oblast", "Europe/Kyiv"),
    "Khokholskiy": (38.7622, 51.5716, "RU", "Voronezh Oblast", "Europe/Moscow"),
    "Belgorod": (36.58015, 50.61074, "RU", "Belgorod Oblast", "Europe/Moscow"),
    "Novorossiysk": (37.76882, 44.72439, "RU", "Krasnodar Krai", "Europe/Moscow"),
    "Slavyansk-na-Kubani": (38.1297, 45.2558, "RU", "Krasnodar Krai", "Europe/Moscow"),
    "Sumy Oblast": (34.0, 51.0, "UA", "Sumy Oblast", "Europe/Kyiv"),
    "Kupiansk Raion": (37.6, 49.7, "UA", "Kharkiv Oblast", "Europe/Kyiv"),
    "Donbas": (38.2, 48.4, "UA", None, "Europe/Kyiv"),
    "Black Sea": (34.0, 43.0, None, None, "UTC"),
    "Ukraine": (31.0, 49.0, "UA", None, "Europe/Kyiv"),
}


def when(start: datetime, hours: float = 24, **changes: Any) -> When:
    """An interval; a day unless told otherwise."""
    end = start + timedelta(hours=hours)
    last = end - timedelta(microseconds=1)
    edtf = start.date().isoformat() if start.date() == last.date() else f"{start.date()}/{last.date()}"
    text = f"{start:%-d %b %Y}" if start.date() == last.date() else f"{start:%-d}–{last:%-d %b %Y}"
    fields: dict[str, Any] = {"edtf": edtf, "date_prec": 1, "basis": "relative", "text": text}
    return When(start=start, end=end, **(fields | changes))


def where(name: str = "Kyiv", prec: int = 1, km: float | None = 12.0, **changes: Any) -> Where:
    """A place of the table above."""
    lon, lat, country, admin1, zone = PLACES[name]
    fields: dict[str, Any] = {
        "name": name,
        "location": None if prec == 6 else LonLat(lon, lat),
        "where_prec": prec,
        "uncertainty_km": None if prec == 6 else km,
        "country": country,
        "admin1": admin1,
        "admin2": None,
        "place_id": f"test:{name}",
        "feature_code": "PPL",
        "timezone": zone,
        "toponym": name,
        "score": 0.9,
    }
    return Where(**(fields | changes))


def claim(number: int = 1, **changes: Any) -> Claim:
    """One post's word for it."""
    fields: dict[str, Any] = {
        "claim_id": f"c{number:03}",
        "post_id": f"p{number:03}",
        "source": Source(source_id="paper", name="The Daily Paper", timezone="Europe/Kyiv"),
        "url": f"https://example.org/live/{number}",
        "published": datetime(2026, 1, 28, 9, tzinfo=UTC),
        "language": "en",
        "quote": "Six people were hurt in the overnight attack, the governor said.",
        "quote_span": Span(0, 64),
        "trigger": "attack",
        "title": "Strike",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Air/drone strike",
        "target_type": None,
        "weapons": (),
        "when": None,
        "where": None,
        "killed": Toll(),
        "injured": Toll(),
        "actor": None,
        "status": "reported",
        "claimed_by": None,
        "background": False,
        "main": True,
        "confidence": 0.8,
        "review": None,
    }
    return Claim(**(fields | changes))


def event(number: int = 1, **changes: Any) -> Event:
    """An event with one claim unless ``claims`` says otherwise."""
    fields: dict[str, Any] = {
        "event_id": f"e{number:03}",
        "title": "Strike on housing in Zaporizhzhia: 6 injured",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Air/drone strike",
        "target_type": "housing",
        "when": when(datetime(2026, 1, 27, 18, tzinfo=KYIV), 14, text="overnight, 27–28 Jan 2026"),
        "where": where("Zaporizhzhia"),
        "killed": Toll(),
        "injured": Toll(low=6, best=6, high=6),
        "actor": "Russia",
        "status": "reported",
        "claimed_by": "Ivan Fedorov",
        "confidence": 0.82,
        "review": None,
        "claims": (claim(number),),
        "first_seen": datetime(2026, 1, 28, 9, tzinfo=UTC),
        "changed_at": datetime(2026, 1, 28, 9, tzinfo=UTC),
    }
    return Event(**(fields | changes))


def _day(day: int, month: int = 1, zone: tzinfo = KYIV, **changes: Any) -> When:
    start = datetime(2026, month, day, tzinfo=zone)
    return when(start, **changes)


def columns_of(events: Iterable[Event]) -> list[dict[str, Any]]:
    """What exporters of data are given."""
    return [event_columns(one) for one in events]


def varied_events() -> list[Event]:
    """About forty events of every kind the page has to show, in order of date."""
    fallen = "Violence against civilians"
    strike = "Explosions/Remote violence"
    shelling = "Shelling/artillery/missile attack"
    many = tuple(
        claim(
            n, url=f"https://news{n}.example/post/{n}", source=Source(source_id=f"s{n}", name=f"Agency {n}")
        )
        for n in range(900, 904)
    )
    rows: list[dict[str, Any]] = [
        {},
        {
            "title": "Strike on fuel depot near Khokholskiy (claimed)",
            "target_type": "fuel depot",
            "actor": "Ukraine",
            "status": "claimed",
            "claimed_by": "Ukraine's military",
            "injured": Toll(),
            "where": where("Khokholskiy", 2, 25.0),
            "when": _day(28, zone=MOSCOW, basis="publication", text="reported 28 Jan 2026"),
        },
        {
            "title": "Missile attack on Kyiv: 4 killed, 17 injured",
            "sub_event_type": shelling,
            "where": where("Kyiv"),
            "when": _day(24, text="24 Jan 2026", basis="stated"),
            "killed": Toll(low=4, best=4, high=6),
            "injured": Toll(low=17, best=21, high=25),
            "claims": many,
            "status": "confirmed",
        },
        {
            "title": "Drone strike on power site in Kyiv",
            "target_type": "power",
            "where": where("Kyiv"),
            "when": _day(25),
        },
        {
            "title": "Drones over Kyiv shot down",
            "event_type": "Strategic developments",
            "sub_event_type": "Disrupted weapons use",
            "where": where("Kyiv"),
            "when": _day(26),
            "injured": Toll(),
        },
        {
            "title": "Kyiv summons the ambassador",
            "event_type": "Diplomacy",
            "sub_event_type": "Summons or expulsion",
            "where": where("Kyiv"),
            "when": _day(27),
            "injured": Toll(),
            "actor": "Ukraine",
            "target_type": None,
        },
        {
            "title": "Rally in central Kyiv",
            "event_type": "Protests",
            "sub_event_type": "Peaceful protest",
            "where": where("Kyiv"),
            "when": _day(27),
            "injured": Toll(),
            "actor": None,
            "target_type": None,
        },
        {
            "title": "Shelling of Kherson: 2 killed, at least 5 injured",
            "sub_event_type": shelling,
            "where": where("Kherson"),
            "when": _day(26),
            "killed": Toll(low=2, best=2, high=2),
            "injured": Toll(low=5, best=5, high=None),
        },
        {
            "title": "Shelling of Kherson: nobody hurt",
            "sub_event_type": shelling,
            "where": where("Kherson"),
            "when": _day(29),
            "injured": Toll(low=0, best=0, high=0),
            "killed": Toll(low=0, best=0, high=0),
        },
        {
            "title": "Shelling of Nikopol",
            "sub_event_type": shelling,
            "where": where("Nikopol"),
            "when": _day(23),
            "injured": Toll(low=1, best=1, high=1),
        },
        {
            "title": "Clashes near Pokrovsk",
            "event_type": "Battles",
            "sub_event_type": "Armed clash",
            "injured": Toll(),
            "where": where("Pokrovsk", 2, 25.0),
            "when": _day(20, hours=72, date_prec=2, text="20–22 Jan 2026"),
        },
        {
            "title": "Capture of Toretsk (claimed)",
            "event_type": "Battles",
            "sub_event_type": "Non-state actor overtakes territory",
            "status": "claimed",
            "injured": Toll(),
            "claimed_by": "Russia's defence ministry",
            "where": where("Toretsk"),
            "when": _day(29),
        },
        {
            "title": "Drone strikes across Sumy Oblast",
            "where": where("Sumy Oblast", 4, 110.0),
            "when": _day(28),
            "injured": Toll(low=3, best=3, high=3),
        },
        {
            "title": "Shelling in Kupiansk Raion (disputed)",
            "sub_event_type": shelling,
            "status": "disputed",
            "where": where("Kupiansk Raion", 3, 35.0),
            "when": _day(27),
            "injured": Toll(),
        },
        {
            "title": "Fighting across Donbas",
            "event_type": "Battles",
            "sub_event_type": "Armed clash",
            "where": where("Donbas", 5, 150.0),
            "when": _day(19, hours=168, date_prec=3, text="week of 19 Jan 2026"),
            "injured": Toll(),
        },
        {
            "title": "Power cuts across Ukraine",
            "event_type": "Infrastructure",
            "sub_event_type": "Power outage",
            "where": where("Ukraine", 6, None),
            "when": _day(28),
            "injured": Toll(),
            "target_type": "power",
        },
        {
            "title": "Ship hit in the Black Sea (claimed)",
            "status": "claimed",
            "target_type": "ship",
            "where": where("Black Sea", 7, 200.0),
            "when": _day(24),
            "injured": Toll(),
        },
        {"title": "Strike at a place we could not name", "where": None, "when": _day(28), "injured": Toll()},
        {"title": "Strike on Odesa, date not told", "where": where("Odesa"), "when": None, "injured": Toll()},
        {
            "title": "Strike on Odesa port (denied)",
            "status": "denied",
            "where": where("Odesa"),
            "when": _day(26),
            "target_type": "port",
            "injured": Toll(),
            "claimed_by": "the port authority",
        },
        {
            "title": "Fire at port in Novorossiysk",
            "event_type": "Infrastructure",
            "sub_event_type": "Fire or explosion of unknown cause",
            "where": where("Novorossiysk"),
            "target_type": "port",
            "when": _day(30, zone=MOSCOW),
            "injured": Toll(),
            "actor": None,
        },
        {
            "title": "Strike on refinery in Slavyansk-na-Kubani (claimed)",
            "target_type": "refinery",
            "status": "claimed",
            "actor": "Ukraine",
            "claimed_by": "the General Staff",
            "injured": Toll(),
            "where": where("Slavyansk-na-Kubani"),
            "when": _day(29, zone=MOSCOW),
        },
        {
            "title": "Gunman kills one in Lviv",
            "event_type": fallen,
            "sub_event_type": "Attack",
            "where": where("Lviv"),
            "when": _day(21),
            "killed": Toll(low=1, best=1, high=1),
            "injured": Toll(),
            "actor": None,
        },
        {
            "title": "Flood in Lviv",
            "event_type": "Disaster",
            "sub_event_type": "Flood",
            "where": where("Lviv"),
            "when": _day(22),
            "injured": Toll(),
            "actor": None,
            "target_type": None,
        },
        {
            "title": "Mine kills farmer near Kharkiv",
            "event_type": strike,
            "where": where("Kharkiv", 2, 25.0),
            "sub_event_type": "Remote explosive/landmine/IED",
            "when": _day(18),
            "injured": Toll(),
            "killed": Toll(low=1, best=1, high=1),
        },
        {
            "title": "Strikes on Belgorod through January",
            "where": where("Belgorod"),
            "actor": "Ukraine",
            "when": _day(1, hours=24 * 31, date_prec=4, text="January 2026"),
            "injured": Toll(low=12, best=12, high=None),
        },
        {
            "title": "Обстріл Слов'янська: двоє поранених",
            "sub_event_type": shelling,
            "where": where("Sloviansk"),
            "when": _day(30),
            "injured": Toll(low=2, best=2, high=2),
        },
        {
            "title": "Something of a type of one's own",
            "event_type": "Sport",
            "sub_event_type": "Match",
            "where": where("Lviv"),
            "when": _day(24),
            "injured": Toll(),
            "actor": None,
            "target_type": None,
        },
    ]
    rows += [
        {
            "title": f"Drone strike on Kharkiv, wave {n}: {n} injured",
            "where": where("Kharkiv"),
            "when": when(
                datetime(2026, 1, 16 + n, 18, tzinfo=KYIV), 14, text=f"overnight, {16 + n}–{17 + n} Jan 2026"
            ),
            "injured": Toll(low=n, best=n, high=n),
            "status": "claimed" if n % 4 == 0 else "reported",
        }
        for n in range(1, 13)
    ]
    made = []
    for n, row in enumerate(rows, 1):
        fields = {"claims": (claim(n),)} | row
        made.append(event(n, **fields))
    far = datetime.max.replace(tzinfo=UTC)
    return sorted(made, key=lambda e: (e.when.start if e.when else far, e.event_id))
