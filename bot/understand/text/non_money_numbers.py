"""Numbers in a message that are not money: dates, terms, percentages, telephones, document numbers.

The patterns match normalized text. Each matches a span of bounded length, so that the time to
search a message grows no faster than its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|январ[яеь]|феврал[яеь]|марта?|апрел[яеь]|ма[яей]"
    r"|июн[яеь]|июл[яеь]|августа?|сентябр[яеь]|октябр[яеь]|ноябр[яеь]|декабр[яеь]|ocak|subat|mart"
    r"|nisan|mayis|haziran|temmuz|agustos|eylul|ekim|kasim|aralik)"
)
_YEAR = r"(?:19|20)\d\d"
_NO_MORE_DIGITS = r"(?!\s?\d|[.,']\d)"
_TERM = (
    r"(?:minutes?|mins?|hours?|hrs?|h|(?:business |working |calendar |banking )?days?|weeks?"
    r"|months?|years?|yrs?|sec(?:ond)?s?|минут[уыаеой]{0,2}|мин|час(?:а|ов|у|ом)?|ч"
    r"|(?:рабочих |банковских |календарных )?(?:дня|дней|день|дни|дн|сут\w{0,3})|недел[яиьюей]{1,2}"
    r"|месяц(?:а|ев|у)?|мес|лет|год(?:а|у|ов)?|секунд\w?|dakika\w{0,4}|dk|saat\w{0,4}"
    r"|(?:is )?gun\w{0,4}|hafta\w{0,3}|ay|yil\w{0,3}|saniye)(?![^\W\d_])"
)
_HAN_TERM = r"(?:分钟|小时|个工作日|工作日|天|周|个月|年|日(?![元圆币幣])|秒|月|号|点钟|个小时)"
_DOCUMENT = (
    r"(?:invoice|inv|contract|agreement|order|po|bill|reference|ref|account|acc|act|договор\w{0,3}"
    r"|контракт\w{0,3}|счет\w{0,3}|счет-фактур\w{0,2}|инвойс\w{0,3}|заказ\w{0,3}|накладн\w{0,3}|инн"
    r"|кпп|бик|огрн|sozlesme\w{0,4}|siparis\w{0,4}|fatura\w{0,4}|iban|swift|bic|tel|phone|тел|телефон"
    r"|发票|合同|订单|编号|单号)"
)
_NUMBER_SIGN = r"(?:(?<!\w)(?:no\.|nr\.?|number|num\.?|номер|ном\.|numara\w{0,3})|№|#|(?<!\d)号)"
_NET_DAYS = r"(?:7|10|14|15|20|21|28|30|45|60|75|90|100|120|180)"
_NUMBER = r"\d[\d.,]{0,20}"

_CERTAIN = (
    ("date", rf"(?<![\d.,])\d{{1,2}}([./–-])\d{{1,2}}\1(?:{_YEAR}|\d\d)(?![\d.,]?\d)"),
    ("date", rf"(?<!\d){_YEAR}([./–-])\d{{1,2}}\2\d{{1,2}}(?!\d)"),
    (
        "date",
        rf"(?<![\d.,])\d{{1,2}}(?:st|nd|rd|th|-го|-е|го)?\s(?:of )?{_MONTH}(?!\w)"
        rf"(?:,?\s{_YEAR}(?!\d)(?:\s?г(?:ода?)?\b)?)?",
    ),
    ("date", rf"(?<!\w){_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s{_YEAR}(?!\d))?{_NO_MORE_DIGITS}"),
    ("date", rf"(?<!\w){_MONTH}\s{_YEAR}(?!\s?\d|[.,]\d)"),
    ("date", r"\d{1,4}年(?:\d{1,2}月)?(?:\d{1,2}[日号])?|\d{1,2}月\d{1,2}[日号]?"),
    ("date", rf"(?<!\d){_YEAR}\s?(?:г\b|гг\b|год\w{{0,2}}|yil\w{{0,3}})"),
    ("date", r"(?<!\w)q[1-4](?!\w)|(?<!\w)\d кв(?:\b|артал)"),
    ("time", r"(?<!\d)\d{1,2}:\d\d(?!\d)|(?<![\d.,])\d{1,2}\s?[ap]m(?!\w)"),
    ("percent", rf"{_NUMBER}\s?(?:%|‰|percent|pct(?!\w)|процент\w{{0,4}}|bps(?!\w)|basis points)"),
    ("percent", r"(?<!\d)(?<!\d\s)%\d[\d.,]{0,9}|(?<!\w)yuzde\s\d[\d.,]{0,9}"),
    ("percent", r"百分之[\d一二三四五六七八九十]{1,4}"),
    ("term", rf"(?<![\d.,]){_NUMBER}\s?-?\s?(?:{_TERM}|{_HAN_TERM})"),
    (
        "count",
        rf"(?<![\d.,]){_NUMBER}\s?(?:conf(?:s|irmation\w{{0,2}})?(?!\w)|подтвержд\w{{0,5}}|onay\w{{0,3}}"
        r"|次?确认|个确认|blocks?(?!\w)|блок\w{0,3})",
    ),
    ("term", rf"(?<!\w)(?:net|нетто)[\s-]?{_NET_DAYS}(?!\d|[.,]\d)"),
    ("term", r"(?<!\w)n/\d{1,3}(?!\d)"),
    ("phone", r"\+\s?\d(?:[\s()–-]{0,2}\d){8,15}"),
    ("phone", r"(?<!\d)8[\s(–-]{1,2}\d{3}[)\s–-]{1,2}\d{3}[\s–-]\d\d[\s–-]\d\d(?!\d)"),
    ("law", r"(?<!\w)\d{1,4}\s?[–-]?\s?(?:фз|fz)(?!\w)|(?<!\w)(?:фз|fz)\s?[–-]?\s?\d{1,4}(?!\w)"),
    (
        "law",
        r"(?<!\w)(?:article|art\.|section|clause|ст\.|п\.|пп\.|стать[яеию]|пункт\w?|§)"
        r"\s?\d{1,5}(?:\.\d{1,3}){0,3}(?!\d)",
    ),
    ("paper", rf"{_NUMBER_SIGN}\s?[a-zа-я]{{0,6}}[/-]?\d[\d/.-]{{0,20}}"),
    ("standard", r"(?<!\w)(?:incoterms|инкотермс|iso|ias|ifrs|мсфо)\s?\d{1,5}"),
    (
        "rate",
        r"(?:(?<!\w)rate(?: of)?|(?<!\w)курс\w{0,2}|(?<!\w)kur\w{0,3}|汇率|@)\s?[:=]?\s?"
        r"\d{1,7}[.,]\d{1,8}(?![.,]?\d)",
    ),
    ("link", r"https?://\S{1,300}|(?<!\w)0x[0-9a-f]{6,}"),
)  # fmt: skip
_UNCERTAIN = (
    ("paper", rf"(?<!\w){_DOCUMENT}[\s.:]{{1,2}}(?:(?:no|{_NUMBER_SIGN})\s?)?\d[\d/-]{{0,20}}"),
)
# Compiled one by one: a back-reference counts groups within its own pattern.
_CERTAIN_PATTERNS = tuple(
    (kind, re.compile(pattern.replace(r"\2", r"\1"))) for kind, pattern in _CERTAIN
)
_UNCERTAIN_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _UNCERTAIN)


@dataclass(frozen=True)
class NonMoneyNumber:
    """A span whose digits are not money; ``certain`` also when a currency follows it."""

    kind: str
    start: int
    end: int
    certain: bool = True


def find_non_money_numbers(normalized: str) -> tuple[NonMoneyNumber, ...]:
    """The spans of a normalized text whose numbers are not money, by start, the longest first."""
    spans = [
        NonMoneyNumber(kind, match.start(), match.end(), certain)
        for patterns, certain in ((_CERTAIN_PATTERNS, True), (_UNCERTAIN_PATTERNS, False))
        for kind, pattern in patterns
        for match in pattern.finditer(normalized)
    ]
    return tuple(sorted(spans, key=lambda span: (span.start, -span.end)))
