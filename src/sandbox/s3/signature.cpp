#include "sandbox/s3/signature.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "core/ascii.hpp"
#include "core/encoding.hpp"
#include "core/trim.hpp"
#include "sandbox/s3/digests.hpp"

namespace promo::sandbox::s3 {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kUnsigned = "UNSIGNED-PAYLOAD";
constexpr std::string_view kAmazon = "x-amz-";
constexpr std::chrono::minutes kSkew{15};
constexpr int kLongestExpiry_s = 7 * 24 * 3600;
constexpr int kBadRequest = 400;
constexpr int kForbidden = 403;

// What the signer says of his signature, wherever he says it.
struct Claim {
    std::string credential;
    std::string signed_headers;
    std::string signature;
    std::string stamp;  // 20130524T000000Z
    std::string payload_hash;
};

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

// Runs of blanks count as one, those around it not at all.
std::string folded(std::string_view value) {
    std::string result;
    for (const char letter : core::trimmed(value))
        if (letter != ' ' || !result.ends_with(' ')) result += letter;
    return result;
}

core::Timestamp time_of(std::string_view stamp) {
    const auto part = [&](std::size_t at, std::size_t size) { return std::string(stamp.substr(at, size)); };
    if (stamp.size() == 16) {
        const auto iso = part(0, 4) + '-' + part(4, 2) + '-' + part(6, 2) + 'T' + part(9, 2) + ':' + part(11, 2) + ':' +
                         part(13, 2) + 'Z';
        const auto time = core::parse_iso8601(iso);
        if (time && stamp[8] == 'T' && stamp[15] == 'Z') return *time;
    }
    throw Refused(kForbidden, "AccessDenied", "AWS authentication requires a valid x-amz-date");
}

std::string query_text(const http::Request& request, std::string_view name) {
    return std::string(request.query.find(name).value_or(""));
}

// `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`
Claim from_header(const http::Request& request, std::string_view header) {
    const auto malformed = [] {
        return Refused(kBadRequest, "AuthorizationHeaderMalformed", "The authorization header is malformed");
    };
    if (!header.starts_with(std::string(kAlgorithm) + ' ')) throw malformed();
    const auto parts = split(header.substr(kAlgorithm.size() + 1), ',');
    if (parts.size() != 3) throw malformed();
    const auto value = [&](std::size_t at, std::string_view name) {
        const auto part = core::trimmed(parts[at]);
        if (!part.starts_with(name)) throw malformed();
        return std::string(part.substr(name.size()));
    };
    const auto payload = request.headers.find("x-amz-content-sha256");
    if (!payload) {
        throw Refused(kBadRequest, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
    }
    return {value(0, "Credential="), value(1, "SignedHeaders="), value(2, "Signature="),
            std::string(request.headers.find("x-amz-date").value_or("")), std::string(*payload)};
}

Claim from_query(const http::Request& request) {
    if (query_text(request, "X-Amz-Algorithm") != kAlgorithm) {
        throw Refused(kBadRequest, "AuthorizationQueryParametersError", "X-Amz-Algorithm is not AWS4-HMAC-SHA256");
    }
    return {query_text(request, "X-Amz-Credential"), query_text(request, "X-Amz-SignedHeaders"),
            query_text(request, "X-Amz-Signature"), query_text(request, "X-Amz-Date"), std::string(kUnsigned)};
}

void check_scope(const Claim& claim, const Account& account) {
    const auto parts = split(claim.credential, '/');
    const auto malformed = [](const std::string& why) {
        return Refused(kBadRequest, "AuthorizationHeaderMalformed", why);
    };
    if (parts.size() != 5) throw malformed("The credential is malformed");
    if (parts[0] != account.access_key) {
        throw Refused(kForbidden, "InvalidAccessKeyId", "The access key does not exist in our records");
    }
    if (parts[1] != claim.stamp.substr(0, 8)) throw malformed("The credential is of another day than x-amz-date");
    if (parts[2] != account.region) throw malformed("The region is wrong; expecting '" + account.region + "'");
    if (parts[3] != "s3" || parts[4] != "aws4_request") throw malformed("The credential is for another service");
}

// The host and everything of Amazon's own must be signed, in order and in lower case.
std::vector<std::string> checked_names(const Claim& claim, const http::Request& request) {
    auto names = split(claim.signed_headers, ';');
    const auto has = [&](const std::string& name) { return std::ranges::binary_search(names, name); };
    if (!std::ranges::is_sorted(names) || core::lowered(claim.signed_headers) != claim.signed_headers) {
        throw Refused(kForbidden, "SignatureDoesNotMatch", "The signed headers are not in order");
    }
    bool complete = has("host");
    for (const auto& [name, value] : request.headers.entries())
        if (core::lowered(name).starts_with(kAmazon)) complete = complete && has(core::lowered(name));
    if (!complete) throw Refused(kForbidden, "AccessDenied", "There were headers present which were not signed");
    return names;
}

std::string canonical_query(const http::Request& request) {
    std::vector<std::string> pairs;
    for (const auto& [name, value] : request.query.entries())
        if (name != "X-Amz-Signature") pairs.push_back(core::url_encode(name) + '=' + core::url_encode(value));
    std::ranges::sort(pairs);
    std::string query;
    for (const auto& pair : pairs) {
        if (!query.empty()) query += '&';
        query += pair;
    }
    return query;
}

std::string canonical_headers(const std::vector<std::string>& names, const http::Request& request) {
    std::string lines;
    for (const auto& name : names) {
        std::string values;
        bool present = false;
        for (const auto& [given, value] : request.headers.entries()) {
            if (core::lowered(given) != name) continue;
            if (present) values += ',';
            values += folded(value);
            present = true;
        }
        if (!present && name == "host") values = request.host;
        if (!present && name != "host") {
            throw Refused(kForbidden, "SignatureDoesNotMatch", "A signed header is missing");
        }
        lines += name + ':' + values + '\n';
    }
    return lines;
}

std::string signature_of(const std::string& method, const Claim& claim, const http::Request& request,
                         const Account& account) {
    const auto names = checked_names(claim, request);
    const auto canonical = method + '\n' + request.path + '\n' + canonical_query(request) + '\n' +
                           canonical_headers(names, request) + '\n' + claim.signed_headers + '\n' + claim.payload_hash;
    const auto day = claim.stamp.substr(0, 8);
    const auto scope = day + '/' + account.region + "/s3/aws4_request";
    const auto text = std::string(kAlgorithm) + '\n' + claim.stamp + '\n' + scope + '\n' + sha256_hex(canonical);
    auto key = "AWS4" + account.secret_key.reveal();
    for (const std::string_view step : {std::string_view(day), std::string_view(account.region), std::string_view("s3"),
                                        std::string_view("aws4_request")})
        key = hmac_sha256(key, step);
    return core::hex(hmac_sha256(key, text));
}

void check_signature(const Claim& claim, const http::Request& request, const Account& account) {
    std::string method = "GET";
    if (request.verb == http::Verb::put) method = "PUT";
    if (request.verb == http::Verb::delete_) method = "DELETE";
    const core::Secret expected(signature_of(method, claim, request, account));
    if (expected.matches(claim.signature)) return;
    // The server runs HEAD as GET and says nothing about it.
    const core::Secret of_head(signature_of("HEAD", claim, request, account));
    if (request.verb == http::Verb::get && of_head.matches(claim.signature)) return;
    throw Refused(kForbidden, "SignatureDoesNotMatch",
                  "The request signature we calculated does not match the signature you provided");
}

void check_expiry(const http::Request& request, core::Timestamp made, core::Timestamp now) {
    const auto text = query_text(request, "X-Amz-Expires");
    int seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end != text.data() + text.size() || seconds < 1 || seconds > kLongestExpiry_s) {
        throw Refused(kBadRequest, "AuthorizationQueryParametersError", "X-Amz-Expires must be within a week");
    }
    if (made > now + kSkew) throw Refused(kForbidden, "AccessDenied", "Request is not yet valid");
    if (now > made + std::chrono::seconds(seconds)) throw Refused(kForbidden, "AccessDenied", "Request has expired");
}

}  // namespace

void verify(const http::Request& request, const Account& account, core::Timestamp now) {
    const auto header = request.headers.find("authorization");
    if (!header && !request.query.find("X-Amz-Signature")) {
        throw Refused(kForbidden, "AccessDenied", "Access Denied");
    }
    const auto claim = header ? from_header(request, *header) : from_query(request);
    const auto made = time_of(claim.stamp);
    check_scope(claim, account);
    if (!header) {
        check_expiry(request, made, now);
    } else if (made > now + kSkew || made < now - kSkew) {
        throw Refused(kForbidden, "RequestTimeTooSkewed",
                      "The difference between the request time and ours is too large");
    }
    check_signature(claim, request, account);
    if (claim.payload_hash != kUnsigned && claim.payload_hash != sha256_hex(request.body)) {
        throw Refused(kBadRequest, "XAmzContentSHA256Mismatch", "The body does not match x-amz-content-sha256");
    }
}

}  // namespace promo::sandbox::s3
