#include <doctest/doctest.h>
#include <sodium.h>

#include <algorithm>
#include <cctype>

#include "core/encoding.hpp"
#include "integrations/stripe/api.hpp"

using namespace promo;
using std::chrono::seconds;
using stripe::SignatureProblem;

namespace {

constexpr std::int64_t kSignedAt = 1'700'000'000;
const core::Timestamp kNow{seconds(kSignedAt)};
const std::string kBody = R"({"id":"evt_1","type":"invoice.paid"})";
const core::Secret kSecret("whsec_first");
const core::Secret kOther("whsec_second");

std::string digest(const std::string& text, const core::Secret& secret) {
    std::string bytes(crypto_auth_hmacsha256_BYTES, '\0');
    const auto* key = reinterpret_cast<const unsigned char*>(secret.reveal().data());
    const auto* data = reinterpret_cast<const unsigned char*>(text.data());
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key, secret.reveal().size());
    crypto_auth_hmacsha256_update(&state, data, text.size());
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(bytes.data()));
    return core::hex(bytes);
}

std::string v1(const core::Secret& secret = kSecret, const std::string& body = kBody) {
    return "v1=" + digest(std::to_string(kSignedAt) + '.' + body, secret);
}

const std::string kTime = "t=" + std::to_string(kSignedAt);

std::optional<SignatureProblem> check(std::optional<std::string_view> header, core::Timestamp now = kNow,
                                      std::string_view body = kBody) {
    const std::vector<core::Secret> secrets{kSecret};
    return stripe::check_signature(body, header, secrets, now);
}

std::string repeated(const std::string& item, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i)
        text += ',' + item;
    return text;
}

}  // namespace

TEST_CASE("a webhook signed with the secret is genuine") {
    CHECK_FALSE(check(kTime + ',' + v1()));
}

TEST_CASE("the digest is the one that Stripe's own libraries compute") {
    // printf 1700000000.body | openssl dgst -sha256 -hmac whsec_first
    const std::vector<core::Secret> secrets{kSecret};
    CHECK_FALSE(stripe::check_signature(
        "body", kTime + ",v1=71bfbc7fc2a50cc67aad0c1712a2d421c2035b096a3de2ad3b8dd53000c1c929", secrets, kNow));
}

TEST_CASE("while a secret is rotated either signature counts, in any order") {
    CHECK_FALSE(check(kTime + ',' + v1(kOther) + ',' + v1()));
    CHECK_FALSE(check(kTime + ',' + v1() + ',' + v1(kOther)));
    CHECK_FALSE(check(v1() + ',' + kTime));
    const std::vector<core::Secret> both{kOther, kSecret};
    CHECK_FALSE(stripe::check_signature(kBody, kTime + ',' + v1(), both, kNow));
}

TEST_CASE("other schemes beside the right one are not looked at") {
    CHECK_FALSE(check(kTime + ',' + v1() + ",v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39"));
}

TEST_CASE("without a signature nothing is believed") {
    CHECK(check(std::nullopt) == SignatureProblem::missing);
    CHECK(check("") == SignatureProblem::missing);
}

TEST_CASE("the test scheme alone is no signature") {
    const auto v0 = "v0=" + v1().substr(3);
    CHECK(check(kTime + ',' + v0) == SignatureProblem::malformed);
}

TEST_CASE("a header that is not one is malformed") {
    for (const std::string& header : {
             std::string("nonsense"),
             kTime,                                  // no digest
             v1(),                                   // no time
             "t=," + v1(),                           // an empty time
             "t=soon," + v1(),                       // no number
             "t=-1," + v1(),                         // before 1970
             "t=99999999999999999999," + v1(),       // beyond any clock
             kTime + ',' + kTime + ',' + v1(),       // two times
             kTime + ",v1=abc",                      // half a byte
             kTime + ",v1=" + std::string(64, 'g'),  // no digits
             kTime + ',' + v1().substr(0, 65),       // too short
             kTime + ',' + v1() + "00",              // too long
             kTime + "; " + v1(),                    // another separator
         }) {
        CAPTURE(header);
        CHECK(check(header) == SignatureProblem::malformed);
    }
}

TEST_CASE("sixteen items are read, seventeen and a thousand are refused") {
    CHECK_FALSE(check(kTime + ',' + v1() + repeated("v0=00", stripe::kMostItems - 2)));
    CHECK(check(kTime + ',' + v1() + repeated("v0=00", stripe::kMostItems - 1)) == SignatureProblem::malformed);
    CHECK(check(kTime + ',' + v1() + repeated(v1(), 998)) == SignatureProblem::malformed);
}

TEST_CASE("a changed body is not what was signed") {
    CHECK(check(kTime + ',' + v1(), kNow, kBody + ' ') == SignatureProblem::wrong);
    CHECK(check(kTime + ',' + v1(), kNow, "") == SignatureProblem::wrong);
}

TEST_CASE("a changed time is not what was signed") {
    CHECK(check("t=" + std::to_string(kSignedAt + 1) + ',' + v1()) == SignatureProblem::wrong);
    CHECK(check("t=0" + std::to_string(kSignedAt) + ',' + v1()) == SignatureProblem::wrong);
}

TEST_CASE("another account's secret does not count") {
    CHECK(check(kTime + ',' + v1(kOther)) == SignatureProblem::wrong);
}

TEST_CASE("without a secret of ours nothing is genuine, an empty one included") {
    CHECK(stripe::check_signature(kBody, kTime + ',' + v1(), {}, kNow) == SignatureProblem::wrong);
    const core::Secret nothing;
    const std::vector<core::Secret> empty{nothing};
    CHECK(stripe::check_signature(kBody, kTime + ',' + v1(nothing), empty, kNow) == SignatureProblem::wrong);
}

TEST_CASE("a webhook may be five minutes old or early, no more") {
    const auto header = kTime + ',' + v1();
    CHECK_FALSE(check(header, kNow + stripe::kTolerance));
    CHECK(check(header, kNow + stripe::kTolerance + seconds(1)) == SignatureProblem::stale);
    CHECK_FALSE(check(header, kNow - stripe::kTolerance));
    CHECK(check(header, kNow - stripe::kTolerance - seconds(1)) == SignatureProblem::stale);
}

TEST_CASE("a body of any bytes can be signed") {
    const std::string body("\0\xff{}", 4);
    CHECK_FALSE(check(kTime + ',' + v1(kSecret, body), kNow, body));
}
