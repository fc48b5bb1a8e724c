#include "storage/s3/signature.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "core/ascii.hpp"
#include "core/encoding.hpp"
#include "storage/digest.hpp"

namespace promo::storage {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

// Outer blanks go, inner runs of them become one.
std::string folded(std::string_view value) {
    std::string result;
    for (const char c : value) {
        if (c == ' ' && (result.empty() || result.back() == ' ')) continue;
        result += c;
    }
    if (result.ends_with(' ')) result.pop_back();
    return result;
}

Pairs canonical_headers(const Pairs& headers) {
    Pairs result;
    for (const auto& [name, value] : headers)
        result.emplace_back(core::lowered(name), folded(value));
    std::sort(result.begin(), result.end());
    return result;
}

std::string names_of(const Pairs& canonical) {
    std::string names;
    for (const auto& header : canonical)
        names += (names.empty() ? "" : ";") + header.first;
    return names;
}

std::string scope_of(const SigningKey& key, const std::string& date) {
    return date.substr(0, 8) + "/" + key.region + "/" + key.service + "/aws4_request";
}

std::string signature_of(const Signable& request, const SigningKey& key, const std::string& date) {
    const Pairs headers = canonical_headers(request.headers);
    std::string canonical = request.method + "\n" + request.path + "\n" + request.query + "\n";
    for (const auto& [name, value] : headers)
        canonical += name + ":" + value + "\n";
    canonical += "\n" + names_of(headers) + "\n" + request.payload_hash;

    const std::string text =
        std::string(kAlgorithm) + "\n" + date + "\n" + scope_of(key, date) + "\n" + sha256_hex(canonical);
    const core::Secret seed("AWS4" + key.secret_key.reveal());
    const core::Secret day(hmac_sha256(seed.reveal(), date.substr(0, 8)));
    const core::Secret region(hmac_sha256(day.reveal(), key.region));
    const core::Secret service(hmac_sha256(region.reveal(), key.service));
    const core::Secret last(hmac_sha256(service.reveal(), "aws4_request"));
    return core::hex(hmac_sha256(last.reveal(), text));
}

}  // namespace

std::string encode_path(std::string_view path) {
    std::string result;
    for (;;) {
        const std::size_t slash = path.find('/');
        result += core::url_encode(path.substr(0, slash));
        if (slash == std::string_view::npos) return result;
        result += '/';
        path.remove_prefix(slash + 1);
    }
}

std::string encode_query(Pairs parameters) {
    for (auto& [name, value] : parameters) {
        name = core::url_encode(name);
        value = core::url_encode(value);
    }
    std::sort(parameters.begin(), parameters.end());
    std::string query;
    for (const auto& [name, value] : parameters)
        query += (query.empty() ? "" : "&") + name + "=" + value;
    return query;
}

std::string amz_date(core::Timestamp now) {
    const auto day = std::chrono::floor<std::chrono::days>(now);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(now - day));
    char text[32];
    std::snprintf(text, sizeof text, "%04d%02u%02uT%02ld%02ld%02ldZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<long>(time.hours().count()), static_cast<long>(time.minutes().count()),
                  static_cast<long>(time.seconds().count()));
    return text;
}

std::string authorization(const Signable& request, const SigningKey& key, core::Timestamp now) {
    const std::string date = amz_date(now);
    return std::string(kAlgorithm) + " Credential=" + key.access_key + "/" + scope_of(key, date) +
           ",SignedHeaders=" + names_of(canonical_headers(request.headers)) +
           ",Signature=" + signature_of(request, key, date);
}

std::string presigned_query(Signable request, Pairs parameters, const SigningKey& key, core::Timestamp now,
                            std::chrono::seconds valid) {
    if (valid <= std::chrono::seconds(0) || valid > kLongestPresigned)
        throw std::invalid_argument("a presigned address is valid for up to seven days");
    const std::string date = amz_date(now);
    parameters.emplace_back("X-Amz-Algorithm", kAlgorithm);
    parameters.emplace_back("X-Amz-Credential", key.access_key + "/" + scope_of(key, date));
    parameters.emplace_back("X-Amz-Date", date);
    parameters.emplace_back("X-Amz-Expires", std::to_string(valid.count()));
    parameters.emplace_back("X-Amz-SignedHeaders", names_of(canonical_headers(request.headers)));
    request.query = encode_query(std::move(parameters));
    request.payload_hash = kUnsignedPayload;
    return request.query + "&X-Amz-Signature=" + signature_of(request, key, date);
}

}  // namespace promo::storage
