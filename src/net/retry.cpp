#include "net/retry.hpp"

#include <algorithm>

#include "net/http_client.hpp"

namespace promo::net {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Retrying::Retrying(HttpClient& client, core::Entropy& entropy)
    : Retrying([&client](const Request& request) { return client.perform(request); },
               [&client](milliseconds wait) { return client.pause(wait); }, [] { return steady_clock::now(); },
               entropy) {}

Retrying::Retrying(Send send, Pause pause, Now now, core::Entropy& entropy)
    : send_(std::move(send)), pause_(std::move(pause)), now_(std::move(now)), entropy_(entropy) {}

Reply Retrying::perform(const Request& request, const RetryRules& rules) const {
    const auto end = now_() + rules.overall;
    Request attempt_request = request;
    for (int attempt = 1;; ++attempt) {
        const auto left = std::chrono::duration_cast<milliseconds>(end - now_());
        attempt_request.deadline = std::max(milliseconds(1), std::min(request.deadline, left));
        Reply reply = send_(attempt_request);
        if (attempt >= rules.attempts || !worth_another(reply, rules)) return reply;
        const milliseconds at_least = reply.retry_after().value_or(std::chrono::seconds(0));
        const auto wait =
            std::max(at_least, std::chrono::ceil<milliseconds>(rules.backoff.delay(attempt, entropy_.unit())));
        // What cannot be tried again in time is not waited for.
        if (now_() + wait >= end || !pause_(wait)) return reply;
    }
}

bool Retrying::worth_another(const Reply& reply, const RetryRules& rules) {
    if (reply.outcome == Outcome::not_sent)
        return reply.problem != Problem::refused_by_us && reply.problem != Problem::stopped;
    if (reply.outcome != Outcome::answered || rules.busy == Busy::give_up) return false;
    if (rules.busy == Busy::wait_always) return reply.status == 429 || reply.status == 503;
    return (reply.status == 429 || reply.status == 503) && reply.retry_after().has_value();
}

}  // namespace promo::net
