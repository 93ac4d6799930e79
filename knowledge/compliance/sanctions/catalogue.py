"""The official lists that are supported, and the maximum age of an edition of each."""

from __future__ import annotations

import datetime as dt

LISTS = {
    "ofac-sdn": "OFAC SDN list (US)",
    "ofac-consolidated": "OFAC consolidated non-SDN list (US)",
    "eu": "EU consolidated list",
    "un": "UN Security Council consolidated list",
    "uk": "UK sanctions list",
}
# The list with crypto addresses in a field of their own. Without it "no match" means little.
REQUIRED_LISTS = ("ofac-sdn",)
# An edition dated longer ago is hardly the latest: each bound is about twice the longest interval
# between two editions. The SDN list changes several times a month, the EU's
# and the UK's in most months, the UN's every few weeks, OFAC's other lists a few times a year.
MAX_EDITION_AGE = {
    "ofac-sdn": dt.timedelta(days=30),
    "ofac-consolidated": dt.timedelta(days=400),
    "eu": dt.timedelta(days=60),
    "un": dt.timedelta(days=120),
    "uk": dt.timedelta(days=60),
}
# A publisher further east may date an edition tomorrow.
MAX_DAYS_AHEAD = dt.timedelta(days=1)
