#include "net/retry.hpp"

#include <doctest/doctest.h>

#include <deque>

#include "core/entropy.hpp"
#include "net/http_client.hpp"
#include "net/token_bucket.hpp"

using namespace promo;
using namespace promo::net;
using namespace std::chrono_literals;

namespace {

Reply result(Outcome outcome, Problem problem, int status = 0, std::string retry_after = {}) {
    Reply reply;
    reply.outcome = outcome;
    reply.problem = problem;
    reply.status = status;
    if (!retry_after.empty()) reply.headers = {{"retry-after", std::move(retry_after)}};
    return reply;
}

const Reply kRefused = result(Outcome::not_sent, Problem::connect);
const Reply kGood = result(Outcome::answered, Problem::none, 200);

// Time passes only by waiting and by sending.
struct Script {
    explicit Script(std::deque<Reply> answers, std::chrono::milliseconds takes = 0ms)
        : replies(std::move(answers)), each(takes) {}

    std::deque<Reply> replies;
    std::chrono::milliseconds each;  // how long one attempt takes
    std::vector<std::chrono::milliseconds> waits;
    std::vector<std::chrono::milliseconds> deadlines;
    std::chrono::steady_clock::time_point now{};
    bool stopped = false;
    core::SeededEntropy entropy{1};

    Reply run(const RetryRules& rules) {
        const Retrying retrying(
            [&](const Request& request) {
                deadlines.push_back(request.deadline);
                now += each;
                const Reply reply = replies.front();
                replies.pop_front();
                return reply;
            },
            [&](std::chrono::milliseconds wait) {
                waits.push_back(wait);
                now += wait;
                return !stopped;
            },
            [&] { return now; }, entropy);
        return retrying.perform(Request{}, rules);
    }
};

}  // namespace

TEST_CASE("what was not sent is tried again until it is answered") {
    Script script({kRefused, kRefused, kGood});
    CHECK(script.run({}).outcome == Outcome::answered);
    CHECK(script.waits.size() == 2);
}

TEST_CASE("an unknown outcome is never tried again") {
    Script script({result(Outcome::unknown, Problem::timeout), kGood});
    RetryRules rules;
    rules.busy = Busy::wait_always;
    CHECK(script.run(rules).outcome == Outcome::unknown);
    CHECK(script.waits.empty());
}

TEST_CASE("what we refused or stopped ourselves is not tried again") {
    for (const Problem problem : {Problem::refused_by_us, Problem::stopped}) {
        Script script({result(Outcome::not_sent, problem), kGood});
        CHECK(script.run({}).problem == problem);
        CHECK(script.waits.empty());
    }
}

TEST_CASE("attempts are counted") {
    Script script({kRefused, kRefused, kRefused, kGood});
    CHECK(script.run({}).outcome == Outcome::not_sent);
    CHECK(script.deadlines.size() == 3);
}

TEST_CASE("a busy answer is waited for as long as it says, when asked") {
    const Reply busy = result(Outcome::answered, Problem::none, 429, "7");
    RetryRules rules;
    rules.busy = Busy::wait_if_told;
    Script told({busy, kGood});
    CHECK(told.run(rules).status == 200);
    REQUIRE(told.waits.size() == 1);
    CHECK(told.waits[0] >= 7s);

    Script untold({result(Outcome::answered, Problem::none, 503), kGood});
    CHECK(untold.run(rules).status == 503);
    Script unasked({busy, kGood});
    CHECK(unasked.run({}).status == 429);
    Script error({result(Outcome::answered, Problem::none, 500, "1"), kGood});
    rules.busy = Busy::wait_always;
    CHECK(error.run(rules).status == 500);
}

TEST_CASE("the overall deadline bounds every attempt and no wait goes beyond it") {
    RetryRules rules;
    rules.attempts = 10;
    rules.overall = 25s;
    Script slow({kRefused, kRefused, kRefused, kRefused, kRefused, kRefused}, 9'000ms);
    CHECK(slow.run(rules).outcome == Outcome::not_sent);
    CHECK(slow.deadlines.size() == 3);
    CHECK(slow.deadlines.back() <= 7s);

    rules.busy = Busy::wait_if_told;
    Script told({result(Outcome::answered, Problem::none, 429, "60"), kGood});
    CHECK(told.run(rules).status == 429);
    CHECK(told.waits.empty());
}

TEST_CASE("a stop during the wait ends the attempts") {
    Script script({kRefused, kGood});
    script.stopped = true;
    CHECK(script.run({}).outcome == Outcome::not_sent);
    CHECK(script.deadlines.size() == 1);
}

TEST_CASE("a bucket lets its burst through, then its rate") {
    const core::Timestamp start(std::chrono::seconds(1'000'000));
    TokenBucket bucket(25, 5, start);
    for (int i = 0; i < 5; ++i)
        CHECK(bucket.take(start) == 0us);
    const core::Duration wait = bucket.take(start);
    CHECK(wait == 40ms);
    CHECK(bucket.take(start + wait - 1ms) > 0us);
    CHECK(bucket.take(start + wait) == 0us);
    CHECK(bucket.take(start + 1h, 5) == 0us);
    CHECK(bucket.take(start + 1h) > 0us);
    CHECK_THROWS_AS(bucket.take(start, 6), std::invalid_argument);
}

TEST_CASE("a bucket that is on hold lets nothing through, and a clock set back earns nothing") {
    const core::Timestamp start(std::chrono::seconds(1'000'000));
    TokenBucket bucket(1, 1, start);
    bucket.hold(start + 30s);
    bucket.hold(start + 10s);
    CHECK(bucket.take(start) == 30s);
    CHECK(bucket.take(start + 30s) == 0us);
    CHECK(bucket.take(start + 20s) > 0us);
    CHECK(bucket.take(start + 20s) > 0us);
}
