"""What the bot counts about itself."""

from __future__ import annotations

from bot.telegram.metrics import LATENCY_WINDOW, Metrics


def test_without_answers_there_is_no_time() -> None:
    assert Metrics().quantile(0.5) is None
    assert "answer_seconds{" not in Metrics().prometheus()


def test_times_are_those_of_the_latest_answers() -> None:
    metrics = Metrics()
    metrics.answer_seconds.extend([9.0] * LATENCY_WINDOW)
    metrics.answer_seconds.extend(number / LATENCY_WINDOW for number in range(LATENCY_WINDOW))
    assert metrics.quantile(0.5) == 0.5
    assert metrics.quantile(0.95) == 0.95
    assert metrics.quantile(1.0) == 0.999


def test_all_stands_in_the_text_that_prometheus_reads() -> None:
    metrics = Metrics(refused=3, errors=1)
    metrics.updates["message"] += 2
    metrics.updates["callback_query"] += 1
    metrics.replies["answer"] += 2
    metrics.answer_seconds.append(0.25)
    assert metrics.prometheus().splitlines() == [
        "# TYPE tradewind_updates_total counter",
        'tradewind_updates_total{kind="callback_query"} 1',
        'tradewind_updates_total{kind="message"} 2',
        "# TYPE tradewind_replies_total counter",
        'tradewind_replies_total{kind="answer"} 2',
        "# TYPE tradewind_refused_total counter",
        "tradewind_refused_total 3",
        "# TYPE tradewind_errors_total counter",
        "tradewind_errors_total 1",
        "# TYPE tradewind_answer_seconds summary",
        'tradewind_answer_seconds{quantile="0.5"} 0.2500',
        'tradewind_answer_seconds{quantile="0.95"} 0.2500',
    ]
