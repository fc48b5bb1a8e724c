#include "integrations/clerk/key_set.hpp"

#include <boost/describe/class.hpp>

#include "core/encoding.hpp"

namespace promo::clerk {
namespace {

namespace json = core::json;

struct WrittenKey {
    std::string kty;
    std::optional<std::string> kid;
    std::optional<std::string> use;
    std::optional<std::string> alg;
    std::optional<std::string> n;
    std::optional<std::string> e;
};
BOOST_DESCRIBE_STRUCT(WrittenKey, (), (kty, kid, use, alg, n, e))

struct WrittenSet {
    std::vector<WrittenKey> keys;
};
BOOST_DESCRIBE_STRUCT(WrittenSet, (), (keys))

std::optional<SigningKey> key_of(const WrittenKey& written) {
    const bool signs =
        written.kty == "RSA" && written.use.value_or("sig") == "sig" && written.alg.value_or("RS256") == "RS256";
    if (!signs || !written.n || !written.e) return std::nullopt;
    const auto modulus = core::parse_base64url(*written.n);
    const auto exponent = core::parse_base64url(*written.e);
    if (!modulus || !exponent) return std::nullopt;
    return SigningKey::from(*modulus, *exponent);
}

}  // namespace

json::Parsed<KeySet> read_key_set(std::string_view body) {
    if (body.size() > kLargestKeySet) return {std::nullopt, "the key set is larger than 64 KiB"};
    const auto written = json::try_parse<WrittenSet>(body, json::EqualKeys::refused);
    if (!written) return {std::nullopt, "the key set is unreadable: " + written.problem};
    if (written.value->keys.size() > kMostKeys) return {std::nullopt, "the key set has more than 32 keys"};
    KeySet keys;
    for (const auto& entry : written.value->keys) {
        if (!entry.kid || entry.kid->empty()) continue;
        const auto key = key_of(entry);
        if (key && !keys.emplace(*entry.kid, *key).second) return {std::nullopt, "the key set has one kid twice"};
    }
    return {std::move(keys), {}};
}

}  // namespace promo::clerk
