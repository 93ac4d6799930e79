"""The official lists that can be kept here, and how old an edition of each may be."""

from __future__ import annotations

import datetime as dt

LISTS = {
    "ofac-sdn": "OFAC SDN list (US)",
    "ofac-consolidated": "OFAC consolidated non-SDN list (US)",
    "eu": "EU consolidated list",
    "un": "UN Security Council consolidated list",
    "uk": "UK sanctions list",
}
# The list that gives crypto addresses in a field of their own. Without it "no match" says little.
REQUIRED_LISTS = ("ofac-sdn",)
# An edition whose publisher dated it longer ago is hardly the last one: each bound is about twice
# the longest silence between two editions. The SDN list changes several times a month, the EU's
# and the UK's in most months, the UN's every few weeks, OFAC's other lists a few times a year.
MAX_EDITION_AGE = {
    "ofac-sdn": dt.timedelta(days=30),
    "ofac-consolidated": dt.timedelta(days=400),
    "eu": dt.timedelta(days=60),
    "un": dt.timedelta(days=120),
    "uk": dt.timedelta(days=60),
}
# Publishers live east of here, too: their tomorrow may have begun.
MAX_DAYS_AHEAD = dt.timedelta(days=1)
