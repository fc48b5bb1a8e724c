#include "http/answer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "core/clock.hpp"
#include "http/content_policy.hpp"
#include "http/letters.hpp"

namespace promo::http {
namespace {

constexpr std::size_t kUsualHead = 1280;
// Below this, one copy is cheaper than a second buffer.
constexpr std::size_t kJoinedBody = 16 << 10;

struct Standard {
    std::string_view name;
    std::string_view line;
};

constexpr std::array<Standard, 6> kStandard = {{
    {"X-Content-Type-Options", "X-Content-Type-Options: nosniff\r\n"},
    {"Referrer-Policy", "Referrer-Policy: same-origin\r\n"},
    {"X-Frame-Options", "X-Frame-Options: DENY\r\n"},
    {"Cross-Origin-Opener-Policy", "Cross-Origin-Opener-Policy: same-origin\r\n"},
    {"Cross-Origin-Resource-Policy", "Cross-Origin-Resource-Policy: same-origin\r\n"},
    {"Permissions-Policy",
     "Permissions-Policy: accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
     "microphone=(), "
     "payment=(), usb=()\r\n"},
}};

constexpr std::array<std::pair<int, std::string_view>, 37> kReasons = {{
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
}};

constexpr std::string_view kTransportSecurity = "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n";

void append_number(std::string& out, std::size_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void append_two(std::string& out, unsigned number) {
    out += static_cast<char>('0' + number / 10);
    out += static_cast<char>('0' + number % 10);
}

// `Date: Sun, 06 Nov 1994 08:49:37 GMT`
std::string date_line(std::chrono::sys_seconds now) {
    constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(now);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(now - day);
    std::string line = "Date: ";
    line += kDays[std::chrono::weekday(day).c_encoding()];
    line += ", ";
    append_two(line, static_cast<unsigned>(date.day()));
    line += ' ';
    line += kMonths[static_cast<unsigned>(date.month()) - 1];
    line += ' ' + std::to_string(static_cast<int>(date.year())) + ' ';
    append_two(line, static_cast<unsigned>(time.hours().count()));
    line += ':';
    append_two(line, static_cast<unsigned>(time.minutes().count()));
    line += ':';
    append_two(line, static_cast<unsigned>(time.seconds().count()));
    line += " GMT\r\n";
    return line;
}

void append_date(std::string& out) {
    thread_local std::chrono::sys_seconds written_for{};
    thread_local std::string line;
    const auto now = std::chrono::floor<std::chrono::seconds>(core::SystemClock().now());
    if (now != written_for || line.empty()) {
        written_for = now;
        line = date_line(now);
    }
    out += line;
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
    const bool sound = !name.empty() && std::all_of(name.begin(), name.end(), is_token_letter) &&
                       std::none_of(value.begin(), value.end(), is_control);
    if (!sound) throw std::logic_error("a header of the answer is malformed: " + std::string(name));
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
}

std::string_view cache_control(Cache cache) {
    switch (cache) {
        case Cache::no_store:
            return "no-store";
        case Cache::revalidate:
            return "no-cache";
        case Cache::immutable:
            return "public, max-age=31536000, immutable";
    }
    return "no-store";
}

// Everything up to what says how long the body is and what becomes of the connection.
std::string common_head(const Response& response, const AnswerFacts& facts) {
    std::string out;
    out.reserve(kUsualHead);
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::size_t>(response.status));
    out += ' ';
    out += reason_of(response.status);
    out += "\r\n";
    append_date(out);
    append_header(out, "X-Request-Id", facts.request_id);
    const bool plain = response.headers.entries().empty();
    const auto says = [&](std::string_view name) { return !plain && response.headers.find(name).has_value(); };
    for (const auto& [name, line] : kStandard)
        if (!says(name)) out += line;
    if (!says("Content-Security-Policy")) {
        out += "Content-Security-Policy: ";
        append_content_policy(out, facts.csp_nonce);
        out += "\r\n";
    }
    if (facts.secure) out += kTransportSecurity;
    if (!says("Cache-Control")) append_header(out, "Cache-Control", cache_control(response.cache));
    for (const auto& [name, value] : response.headers.entries())
        append_header(out, name, value);
    return out;
}

}  // namespace

Answer to_answer(Response response, const AnswerFacts& facts) {
    Answer answer;
    answer.status = response.status;
    answer.head = common_head(response, facts);
    auto& head = answer.head;
    const bool bodiless = response.status == 204 || response.status == 304;
    const auto size = response.shared_body ? response.shared_body->size() : response.body.size();
    if (!bodiless) {
        if (size > 0 && !response.content_type.empty()) append_header(head, "Content-Type", response.content_type);
        head += "Content-Length: ";
        append_number(head, size);
        head += "\r\n";
    }
    if (!facts.keep_alive)
        head += "Connection: close\r\n";
    else if (facts.http_1_0)
        head += "Connection: keep-alive\r\n";
    head += "\r\n";
    if (bodiless || facts.head_only) return answer;
    if (size <= kJoinedBody) {
        head += response.shared_body ? *response.shared_body : response.body;
    } else {
        answer.shared = std::move(response.shared_body);
        answer.body = std::move(response.body);
    }
    return answer;
}

std::string stream_head(const Response& response, const AnswerFacts& facts) {
    auto head = common_head(response, facts);
    head += "Content-Type: text/event-stream\r\nX-Accel-Buffering: no\r\nConnection: close\r\n\r\n";
    return head;
}

std::string_view reason_of(int status) {
    const auto* const known =
        std::find_if(kReasons.begin(), kReasons.end(), [&](const auto& reason) { return reason.first == status; });
    return known == kReasons.end() ? std::string_view("Unknown") : known->second;
}

}  // namespace promo::http
