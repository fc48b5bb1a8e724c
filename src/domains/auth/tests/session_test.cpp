#include "domains/auth/session.hpp"

#include <doctest/doctest.h>

using namespace promo;
using namespace std::chrono_literals;

namespace {

const core::Timestamp kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};
const auth::Session kSession{"admin", kNow, kNow + auth::kSessionLife, "nonce"};

auth::SessionSeal seal_with(const std::vector<std::string>& secrets) {
    std::vector<core::Secret> keys;
    for (const auto& secret : secrets)
        keys.emplace_back(secret);
    return auth::SessionSeal(keys);
}

}  // namespace

TEST_CASE("a sealed session opens with everything that was in it") {
    const auto seal = seal_with({"first secret"});
    const auto opened = seal.open(seal.seal(kSession), kNow + 1h);
    REQUIRE(opened.has_value());
    CHECK(opened->subject == "admin");
    CHECK(opened->nonce == "nonce");
    CHECK(opened->expires_at == kNow + 24h);
}

TEST_CASE("a session ends to the second, and none begins in the future") {
    const auto seal = seal_with({"first secret"});
    const auto sealed = seal.seal(kSession);
    CHECK(seal.open(sealed, kNow + 24h - 1us).has_value());
    CHECK_FALSE(seal.open(sealed, kNow + 24h).has_value());
    CHECK(seal.open(sealed, kNow - 5s).has_value());
    CHECK_FALSE(seal.open(sealed, kNow - 6s).has_value());
}

TEST_CASE("changing any character of a sealed session makes it worthless") {
    const auto seal = seal_with({"first secret"});
    const auto sealed = seal.seal(kSession);
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto forged = sealed;
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        CAPTURE(i);
        CHECK_FALSE(seal.open(forged, kNow).has_value());
    }
}

TEST_CASE("the previous secret still opens, a forgotten one does not") {
    const auto sealed = seal_with({"old"}).seal(kSession);
    CHECK(seal_with({"new", "old"}).open(sealed, kNow).has_value());
    CHECK_FALSE(seal_with({"new"}).open(sealed, kNow).has_value());
}

TEST_CASE("what is no session at all is refused") {
    const auto seal = seal_with({"first secret"});
    for (const std::string text : {"", ".", "a.b", "1999999999.0123456789abcdef", "..", "\x01.\xff"}) {
        CAPTURE(text);
        CHECK_FALSE(seal.open(text, kNow).has_value());
    }
    CHECK_FALSE(seal.open(std::string(100'000, 'A') + ".AAAA", kNow).has_value());
}

TEST_CASE("sessions cannot be sealed without a secret") {
    CHECK_THROWS_AS(seal_with({""}), std::invalid_argument);
}
