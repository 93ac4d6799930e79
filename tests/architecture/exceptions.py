"""What breaks a rule of these tests today. Each table may only shrink.

``python -m tests.architecture.shrink`` takes out what is no longer needed.
"""

from __future__ import annotations

# "module -> module": imports from a lower layer to a higher one.
UPWARD_IMPORTS: frozenset[str] = frozenset(
    {
        "bot.render.corridor_brief -> bot.answers.note_quotes",
        "bot.session -> bot.payments.dialogue",
        "bot.session_codec -> bot.payments.dialogue",
        "bot.understand.conversation.followup -> bot.session",
        "bot.understand.request.corridor_request -> bot.payments.dialogue",
    }
)

# "module -> module -> module": imports in a circle, from the first name in the alphabet.
CIRCLES: frozenset[str] = frozenset({})
REPEATED_CLASS_NAMES: frozenset[str] = frozenset(
    {
        "Head",
    }
)

# Modules without a test file of their own: at most 40.
UNTESTED_MODULES: frozenset[str] = frozenset(
    {
        "bot/answers/citations.py",
        "bot/answers/compose.py",
        "bot/answers/country_rules.py",
        "bot/app.py",
        "bot/audit/facts.py",
        "bot/payments/dialogue.py",
        "bot/payments/manual_rates.py",
        "bot/render/chart.py",
        "bot/render/corridor_brief.py",
        "bot/render/corridor_lines.py",
        "bot/render/corridor_pdf.py",
        "bot/render/estimate.py",
        "bot/render/number_format.py",
        "bot/render/plain_text.py",
        "bot/render/screening.py",
        "bot/replies/check_reply.py",
        "bot/replies/figure_reply.py",
        "bot/replies/reply.py",
        "bot/session_codec.py",
        "bot/settings.py",
        "bot/slash_commands.py",
        "bot/telegram/access.py",
        "bot/telegram/addressing.py",
        "bot/telegram/application.py",
        "bot/telegram/bot.py",
        "bot/telegram/command_menu.py",
        "bot/telegram/commands.py",
        "bot/telegram/database.py",
        "bot/telegram/delivery/chart.py",
        "bot/telegram/delivery/formatting.py",
        "bot/telegram/delivery/keyboard.py",
        "bot/telegram/handlers/admin.py",
        "bot/telegram/handlers/answer_task.py",
        "bot/telegram/handlers/conversation_store.py",
        "bot/telegram/handlers/edit_dedup.py",
        "bot/telegram/handlers/messages.py",
        "bot/telegram/handlers/rate_limit.py",
        "bot/telegram/handlers/service_commands.py",
        "bot/telegram/handlers/turns.py",
        "bot/telegram/metrics.py",
        "bot/telegram/proxy.py",
        "bot/telegram/run.py",
        "bot/telegram/settings.py",
        "bot/telegram/updates/conversation_queue.py",
        "bot/telegram/updates/polling.py",
        "bot/telegram/updates/source.py",
        "bot/telegram/updates/startup_retry.py",
        "bot/telegram/user_language.py",
        "bot/telegram/waits.py",
        "bot/understand/conversation/followup.py",
        "bot/understand/conversation/time_reference.py",
        "bot/understand/request/corridor_request.py",
        "bot/understand/request/countries.py",
        "bot/understand/request/figure_hint.py",
        "bot/understand/request/screening_names.py",
        "bot/understand/request/slots.py",
        "indexer/lint/notes.py",
        "indexer/lint/obligation_rows.py",
        "indexer/sanctions/download.py",
        "indexer/sanctions/eu.py",
        "indexer/sanctions/free_text.py",
        "indexer/sanctions/models.py",
        "indexer/sanctions/ofac_advanced.py",
        "indexer/sanctions/ofac_csv.py",
        "indexer/sanctions/plausibility.py",
        "indexer/sanctions/uk.py",
        "indexer/sanctions/un.py",
        "indexer/sanctions/xml_stream.py",
        "indexer/training/policy_model/__main__.py",
        "indexer/training/policy_model/export.py",
        "indexer/training/policy_model/net.py",
        "indexer/training/policy_model/train.py",
        "knowledge/compliance/addresses/base58.py",
        "knowledge/compliance/addresses/bech32.py",
        "knowledge/compliance/addresses/bitcoin.py",
        "knowledge/compliance/addresses/cashaddr.py",
        "knowledge/compliance/addresses/evm.py",
        "knowledge/compliance/addresses/keccak.py",
        "knowledge/compliance/addresses/models.py",
        "knowledge/compliance/addresses/monero.py",
        "knowledge/compliance/addresses/ripple.py",
        "knowledge/compliance/addresses/segments.py",
        "knowledge/compliance/addresses/segwit.py",
        "knowledge/compliance/addresses/solana.py",
        "knowledge/compliance/addresses/tron.py",
        "knowledge/compliance/addresses/unsupported.py",
        "knowledge/compliance/addresses/visible_text.py",
        "knowledge/compliance/policy/classifier.py",
        "knowledge/compliance/policy/phrase_rules.py",
        "knowledge/compliance/policy/refusal.py",
        "knowledge/compliance/sanctions/catalogue.py",
        "knowledge/compliance/sanctions/list_file.py",
        "knowledge/compliance/sanctions/transliterate.py",
        "knowledge/errors.py",
        "knowledge/money.py",
        "knowledge/places/gazetteer.py",
        "knowledge/places/russian_cases.py",
        "knowledge/settlement/business_days.py",
        "knowledge/settlement/context.py",
        "knowledge/settlement/crypto_rail.py",
        "knowledge/settlement/crypto_route.py",
        "knowledge/settlement/durations.py",
        "knowledge/settlement/models.py",
        "knowledge/settlement/order_book.py",
        "knowledge/settlement/reference_data.py",
        "knowledge/settlement/risk.py",
        "knowledge/settlement/schema.py",
        "knowledge/settlement/venues.py",
        "knowledge/settlement/waterfall.py",
        "knowledge/settlement/wire_costs.py",
        "knowledge/settlement/wire_rail.py",
        "knowledge/text/language.py",
    }
)

# Test files beside no module of their name.
TESTS_OF_NO_MODULE: frozenset[str] = frozenset(
    {
        "tests/indexer/sanctions/test_bad_files.py",
        "tests/knowledge/settlement/test_money_properties.py",
        "tests/knowledge/settlement/test_worked_examples.py",
    }
)

# The number of functions over 40 lines, by file.
LONG_FUNCTIONS: dict[str, int] = {
    "bot/app.py": 1,
    "bot/understand/request/payment_request.py": 1,
    "indexer/sanctions/compile.py": 1,
    "indexer/sanctions/xml_stream.py": 1,
    "indexer/training/policy_model/base.py": 1,
    "knowledge/compliance/corridor_brief.py": 1,
    "knowledge/settlement/crypto_rail.py": 1,
    "knowledge/settlement/crypto_route.py": 1,
    "knowledge/settlement/estimate.py": 1,
    "knowledge/settlement/wire_rail.py": 1,
}

# Words that a stranger must guess at, and how often each may stand in docstrings, comments and
# catalogues.
WORDS: dict[str, int] = {
    "whoever": 14,
    "nought": 2,
    "mend": 4,
    "mends": 1,
    "mended": 2,
    "told of": 6,
    "at best": 0,
    "so many": 28,
    "hurry": 0,
    "hurried": 0,
    "insist": 1,
    "insists": 0,
    "of ours": 7,
    "as of old": 0,
    "beholden": 0,
}
