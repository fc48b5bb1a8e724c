#include "storage/s3/answers.hpp"

#include <algorithm>
#include <charconv>

#include "core/enum_name.hpp"
#include "storage/keys.hpp"
#include "storage/s3/xml.hpp"

namespace promo::storage {
namespace {

constexpr std::size_t kLongestCode = 64;

std::string unquoted(std::string_view etag) {
    if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') etag = etag.substr(1, etag.size() - 2);
    return std::string(etag);
}

std::int64_t number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0)
        throw StorageError("the store announced a size that is not a number: it is not an S3 store");
    return value;
}

// `Fri, 24 May 2013 00:00:00 GMT`, without the help of a locale.
std::optional<core::Timestamp> http_date(std::string_view text) {
    static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (text.size() != 29 || !text.ends_with(" GMT")) return std::nullopt;
    const std::size_t month = kMonths.find(text.substr(8, 3));
    if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
    const auto digits = [&](std::size_t at, std::size_t count) {
        int value = -1;
        std::from_chars(text.data() + at, text.data() + at + count, value);
        return value;
    };
    const std::chrono::year_month_day date(std::chrono::year(digits(12, 4)),
                                           std::chrono::month(static_cast<unsigned>(month / 3 + 1)),
                                           std::chrono::day(static_cast<unsigned>(digits(5, 2))));
    if (!date.ok()) return std::nullopt;
    return core::Timestamp(std::chrono::sys_days(date)) + std::chrono::hours(digits(17, 2)) +
           std::chrono::minutes(digits(20, 2)) + std::chrono::seconds(digits(23, 2));
}

std::string_view advice(std::string_view code, int status) {
    if (code == "SignatureDoesNotMatch") return "the secret key or the region is wrong";
    if (code == "InvalidAccessKeyId") return "the access key is not known there";
    if (code == "NoSuchBucket") return "make the bucket, or correct its name";
    if (code == "AccessDenied" || status == 403) return "give the key the right to read, write and list the bucket";
    if (code == "AuthorizationHeaderMalformed" || code == "PermanentRedirect" || status == 301)
        return "the region or the endpoint is wrong";
    if (status >= 500) return "the store has trouble; try again later";
    return "look at the endpoint, the bucket and the keys";
}

std::string clock_text(const net::Reply& reply, core::Timestamp now) {
    const auto date = reply.header("date");
    const auto theirs = date ? http_date(*date) : std::nullopt;
    if (!theirs) return "our clock and the store's differ too much: correct the clock";
    const auto ahead = std::chrono::duration_cast<std::chrono::seconds>(now - *theirs).count();
    return "our clock is " + std::to_string(std::abs(ahead)) + " seconds " + (ahead > 0 ? "ahead of" : "behind") +
           " the store's: correct the clock";
}

}  // namespace

std::string error_code(const net::Reply& reply) {
    const auto root = parse_xml(reply.body);
    if (!root || root->name != "Error") return {};
    const std::string_view code = root->text_of("Code");
    const bool plain = code.size() <= kLongestCode && std::all_of(code.begin(), code.end(), [](char c) {
                           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
                       });
    return plain ? std::string(code) : std::string();
}

std::string describe_failure(std::string_view method, const net::Reply& reply, core::Timestamp now) {
    std::string text = "object store, " + std::string(method) + ": ";
    if (reply.outcome != net::Outcome::answered) {
        text.append("no answer (").append(core::enum_name(reply.problem)).append("): ").append(reply.detail);
        const bool changes = method == "PUT" || method == "DELETE";
        if (reply.outcome == net::Outcome::unknown && changes) text += "; it may have been done";
        return text;
    }
    const std::string code = error_code(reply);
    text += std::to_string(reply.status);
    if (!code.empty()) text += " " + code;
    if (code == "RequestTimeTooSkewed") return text + ": " + clock_text(reply, now);
    return text.append(": ").append(advice(code, reply.status));
}

ObjectInfo info_from_headers(std::string_view key, const net::Reply& reply) {
    ObjectInfo info;
    info.key = key;
    info.size = number(reply.header("content-length").value_or("0"));
    info.etag = unquoted(reply.header("etag").value_or(""));
    info.content_type = reply.header("content-type").value_or("");
    info.cache_control = reply.header("cache-control").value_or("");
    const auto modified = http_date(reply.header("last-modified").value_or(""));
    if (modified) info.modified = *modified;
    return info;
}

Page read_listing(std::string_view document, std::size_t limit) {
    const auto root = parse_xml(document);
    if (!root || root->name != "ListBucketResult")
        throw StorageError("the store's listing cannot be read: look at the endpoint, it is not an S3 store");
    Page page;
    std::string last;
    std::size_t count = 0;
    for (const XmlElement& element : root->children) {
        if (element.name != "Contents") continue;
        std::string key(element.text_of("Key"));
        if (++count > limit || key <= last)
            throw StorageError("the store's listing is out of order: it is not an S3 store");
        last = key;
        if (!is_key(key)) continue;
        ObjectInfo info;
        info.size = number(element.text_of("Size"));
        info.etag = unquoted(element.text_of("ETag"));
        info.modified = core::parse_iso8601(element.text_of("LastModified")).value_or(core::Timestamp());
        info.key = std::move(key);
        page.objects.push_back(std::move(info));
    }
    const bool more = root->text_of("IsTruncated") == "true";
    if (more && last.empty()) throw StorageError("the store's listing has no end: it is not an S3 store");
    if (more) page.next = std::move(last);
    return page;
}

}  // namespace promo::storage
