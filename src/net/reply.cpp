#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <ctime>

#include "net/http_client.hpp"

namespace promo::net {
namespace {

constexpr std::chrono::hours kLongestRetryAfter{24};

std::optional<std::time_t> http_date(std::string_view text) {
    const std::time_t seconds = curl_getdate(std::string(text).c_str(), nullptr);
    if (seconds == -1) return std::nullopt;
    return seconds;
}

}  // namespace

std::optional<std::string_view> Reply::header(std::string_view lower_case_name) const {
    const auto found = std::find_if(headers.begin(), headers.end(),
                                    [&](const auto& header) { return header.first == lower_case_name; });
    if (found == headers.end()) return std::nullopt;
    return found->second;
}

std::optional<std::chrono::seconds> Reply::retry_after() const {
    const auto text = header("retry-after");
    if (!text || text->empty()) return std::nullopt;
    long long seconds = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
    if (error != std::errc() || end != text->data() + text->size()) {
        // A date counts from the other side's own `Date`, so no clock of ours can be wrong about it.
        const auto until = http_date(*text);
        const auto from = header("date");
        const auto sent = from ? http_date(*from) : std::nullopt;
        if (!until || !sent) return std::nullopt;
        seconds = *until - *sent;
    }
    return std::clamp<std::chrono::seconds>(std::chrono::seconds(seconds), std::chrono::seconds(0), kLongestRetryAfter);
}

}  // namespace promo::net
