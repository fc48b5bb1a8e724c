#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace promo::sandbox::telegram {

enum class FaultKind {
    too_many,       // 429 with `retry_after`
    server_error,   // 500 in Telegram's shape, nothing done
    bad_gateway,    // 502 with a gateway's HTML page, nothing done
    acted_error,    // done, and yet 500
    acted_gateway,  // done, and yet a gateway's HTML page
    acted_timeout,  // done, and the answer is held for `delay_ms`
    slow,           // answered after `delay_ms`
    refused,        // `status` and `description`, nothing done
    garbage,        // done, and half an answer with status 200
};
BOOST_DESCRIBE_ENUM(FaultKind, too_many, server_error, bad_gateway, acted_error, acted_gateway, acted_timeout, slow,
                    refused, garbage)

// What goes wrong with the next `count` calls that match. What is absent matches everything.
struct Fault {
    FaultKind kind = FaultKind::server_error;
    std::optional<std::int64_t> count{};  // one when absent
    std::optional<std::int64_t> bot{};
    std::optional<std::string> method{};
    std::optional<std::int64_t> chat{};
    std::optional<std::int64_t> skip{};  // matching calls to let pass first
    std::optional<std::int64_t> retry_after{};
    std::optional<std::int64_t> delay_ms{};
    std::optional<std::int64_t> status{};
    std::optional<std::string> description{};
};
BOOST_DESCRIBE_STRUCT(Fault, (), (kind, count, bot, method, chat, skip, retry_after, delay_ms, status, description))

class Faults {
public:
    static constexpr std::size_t kMost = 100;

    // Refuses more than kMost, a count below one and a delay beyond a minute.
    void add(Fault fault);
    // Counts this call against the first that matches.
    std::optional<Fault> take(std::int64_t bot, std::string_view method, std::optional<std::int64_t> chat);
    const std::vector<Fault>& waiting() const { return faults_; }
    void clear() { faults_.clear(); }

private:
    std::vector<Fault> faults_;
};

}  // namespace promo::sandbox::telegram
