#include "http/request_reader.hpp"

#include <algorithm>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "http/letters.hpp"
#include "http/strict_head.hpp"

namespace promo::http {
namespace {

namespace beast = boost::beast;

constexpr std::size_t kMostLeadingBytes = 4;     // empty lines before a request, which some clients send
constexpr std::size_t kLongestChunkLine = 4096;  // a chunk's size with its extensions; or all trailers together
constexpr std::size_t kMostFraming = 64 << 10;   // what chunks may cost beside the body, and as much again as it has

constexpr Fault kBodyTooLarge{413, "too_large", "The body is larger than allowed here"};
constexpr Fault kHeadTooLarge{431, "headers_too_large", "The headers are too large"};
constexpr Fault kMalformed{400, "bad_request", "The request is malformed"};

std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}

}  // namespace

struct RequestReader::Parser {
    beast::http::request_parser<beast::http::string_body> beast;
};

RequestReader::RequestReader(std::size_t header_bytes) : header_bytes_(header_bytes) {}

RequestReader::~RequestReader() = default;

RequestReader::Step RequestReader::fail(const Fault& fault) {
    fault_ = fault;
    return Step::fault;
}

// Says no as soon as it is certain, so that nobody waits for the end of what is no request.
RequestReader::Step RequestReader::check_arriving(std::string_view bytes) {
    if (!is_token_letter(bytes.front())) return fail({400, "bad_request", "This is no HTTP request"});
    for (auto at = scanned_; (at = bytes.find('\n', at)) != std::string_view::npos; ++at) {
        if (at == 0 || bytes[at - 1] != '\r')
            return fail({400, "bad_request", "A line ends without a carriage return"});
        if (line_checked_) continue;
        line_checked_ = true;
        if (const auto fault = check_request_line(bytes.substr(0, at - 1))) return fail(*fault);
    }
    return Step::done;
}

RequestReader::Step RequestReader::read_head(std::string_view& bytes) {
    std::size_t skipped = 0;
    while (scanned_ == 0 && skipped < kMostLeadingBytes && bytes.starts_with("\r\n")) {
        bytes.remove_prefix(2);
        skipped += 2;
    }
    if (bytes.empty() || bytes == "\r") return Step::more;
    const auto seen = bytes.substr(0, std::min(bytes.size(), header_bytes_));
    const auto from = scanned_ < 3 ? 0 : scanned_ - 3;
    const auto end = seen.find("\r\n\r\n", from);
    const auto head = seen.substr(0, end == std::string_view::npos ? seen.size() : end + 4);
    if (check_arriving(head) == Step::fault) return Step::fault;
    scanned_ = head.size();
    if (end == std::string_view::npos) {
        if (!line_checked_ && seen.size() > kLongestTarget + 64)
            return fail({414, "target_too_long", "The address is too long"});
        return bytes.size() >= header_bytes_ ? fail(kHeadTooLarge) : Step::more;
    }
    if (const auto fault = check_head(head)) return fail(*fault);
    bytes.remove_prefix(head.size());
    return parse(head);
}

RequestReader::Step RequestReader::parse(std::string_view bytes) {
    parser_ = std::make_unique<Parser>();
    auto& beast = parser_->beast;
    beast.header_limit(static_cast<std::uint32_t>(bytes.size()));
    beast.body_limit(boost::none);
    beast.eager(false);
    beast::error_code problem;
    beast.put(boost::asio::buffer(bytes.data(), bytes.size()), problem);
    if (problem || !beast.is_header_done()) return fail(kMalformed);
    const auto& message = beast.get();
    head_.method = view(message.method_string());
    head_.target = view(message.target());
    head_.http_1_0 = message.version() == 10;
    head_.keep_alive = message.keep_alive();
    head_.chunked = beast.chunked();
    head_.content_length = beast.content_length().value_or(0);
    for (const auto& field : message)
        head_.headers.add(std::string(view(field.name_string())), std::string(view(field.value())));
    head_.host = lowered(head_.headers.find("host").value_or(std::string_view()));
    return Step::done;
}

RequestReader::Step RequestReader::limit_body(std::size_t limit) {
    if (head_.content_length > limit) return fail(kBodyTooLarge);
    parser_->beast.body_limit(limit);
    parser_->beast.eager(true);
    return Step::done;
}

RequestReader::Step RequestReader::read_body(std::string_view& bytes) {
    auto& beast = parser_->beast;
    while (!beast.is_done()) {
        if (bytes.empty()) return Step::more;
        beast::error_code problem;
        const auto taken = beast.put(boost::asio::buffer(bytes.data(), bytes.size()), problem);
        bytes.remove_prefix(taken);
        body_received_ += taken;
        if (problem == beast::http::error::body_limit) return fail(kBodyTooLarge);
        if (problem && problem != beast::http::error::need_more) return fail(kMalformed);
        if (taken > 0 && !problem) continue;
        if (bytes.size() > kLongestChunkLine) return fail(kMalformed);
        if (body_received_ > 2 * beast.get().body().size() + kMostFraming) return fail(kMalformed);
        return Step::more;
    }
    return Step::done;
}

std::string RequestReader::take_body() {
    return std::move(parser_->beast.get().body());
}

}  // namespace promo::http
