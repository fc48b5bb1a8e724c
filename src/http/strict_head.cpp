#include "http/strict_head.hpp"

#include <algorithm>

#include "http/letters.hpp"

namespace promo::http {
namespace {

constexpr std::size_t kLongestMethod = 32;
constexpr std::size_t kLongestContentLength = 18;  // digits that always fit 64 bits

Fault bad(std::string_view message) {
    return {400, "bad_request", message};
}

bool is_target_letter(char letter) {
    return letter > ' ' && letter < 0x7f && letter != '#' && letter != '"' && letter != '<' && letter != '>' &&
           letter != '\\';
}

struct Framing {
    int hosts = 0;
    int lengths = 0;
    int encodings = 0;
    bool http_1_0 = false;
    std::string_view encoding;
};

std::optional<Fault> check_field(std::string_view line, Framing& framing) {
    if (line.front() == ' ' || line.front() == '\t') return bad("A header is folded over two lines");
    auto value = line;
    const auto name = take_until(value, ':');
    if (name.size() == line.size()) return bad("A header line has no colon");
    if (name.empty() || !std::all_of(name.begin(), name.end(), is_token_letter))
        return bad("A header has a malformed name");
    const bool clean = std::none_of(value.begin(), value.end(), [](char l) { return is_control(l) && l != '\t'; });
    if (!clean) return bad("A header holds a control character");
    value = trimmed(value);
    if (equals_ignoring_case(name, "host")) {
        ++framing.hosts;
    } else if (equals_ignoring_case(name, "content-length")) {
        ++framing.lengths;
        const bool number = !value.empty() && value.size() <= kLongestContentLength &&
                            std::all_of(value.begin(), value.end(), is_digit);
        if (!number) return bad("Content-Length is no number");
    } else if (equals_ignoring_case(name, "transfer-encoding")) {
        ++framing.encodings;
        framing.encoding = value;
    }
    return {};
}

std::optional<Fault> check_framing(const Framing& framing) {
    if (framing.hosts == 0) return bad("The Host header is missing");
    if (framing.hosts > 1) return bad("There is more than one Host header");
    if (framing.lengths > 1) return bad("There is more than one Content-Length");
    if (framing.encodings == 0) return {};
    if (framing.lengths > 0) return bad("A body has either a Content-Length or a Transfer-Encoding");
    if (framing.encodings > 1) return bad("There is more than one Transfer-Encoding");
    if (framing.http_1_0) return bad("HTTP/1.0 knows no Transfer-Encoding");
    if (!equals_ignoring_case(framing.encoding, "chunked"))
        return Fault{501, "not_implemented", "The only Transfer-Encoding we know is chunked"};
    return {};
}

}  // namespace

std::optional<Fault> check_request_line(std::string_view line) {
    auto rest = line;
    const auto method = take_until(rest, ' ');
    if (method.empty() || method.size() > kLongestMethod || !std::all_of(method.begin(), method.end(), is_token_letter))
        return bad("The request line has a malformed method");
    const auto target = take_until(rest, ' ');
    if (target.size() > kLongestTarget) return Fault{414, "target_too_long", "The address is too long"};
    if (target.empty() || !std::all_of(target.begin(), target.end(), is_target_letter))
        return bad("The request line has a malformed target");
    if (rest == "HTTP/1.1" || rest == "HTTP/1.0") return {};
    const bool versioned =
        rest.size() == 8 && rest.starts_with("HTTP/") && is_digit(rest[5]) && rest[6] == '.' && is_digit(rest[7]);
    if (versioned) return Fault{505, "version_not_supported", "Speak HTTP/1.1"};
    return bad("The request line does not end in an HTTP version");
}

std::optional<Fault> check_head(std::string_view head) {
    Framing framing;
    const auto line_end = head.find("\r\n");
    const auto request_line = head.substr(0, line_end);
    if (const auto fault = check_request_line(request_line)) return fault;
    framing.http_1_0 = request_line.ends_with("1.0");
    head.remove_prefix(line_end + 2);
    for (std::size_t count = 1; head != "\r\n"; ++count) {
        if (count > kMostHeaders) return Fault{431, "headers_too_large", "There are too many headers"};
        const auto end = head.find("\r\n");
        if (const auto fault = check_field(head.substr(0, end), framing)) return fault;
        head.remove_prefix(end + 2);
    }
    return check_framing(framing);
}

}  // namespace promo::http
