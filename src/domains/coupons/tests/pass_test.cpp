#include "domains/coupons/pass.hpp"

#include <doctest/doctest.h>

#include <set>

#include "core/encoding.hpp"
#include "support/property.hpp"

using namespace promo;
using coupons::Link;

namespace {

const core::Secret kKey("a secret of these tests alone");
const core::Secret kOtherKey("another secret of these tests");
const core::TenantId kTenant("acme");
const auto kNow = *core::parse_iso8601("2026-03-02T09:00:00Z");
const auto kUntil = kNow + coupons::kPassFor;

Link link_of(std::string tenant, std::string slug, std::string file, std::string text, bool logo, std::int64_t until) {
    return {core::TenantId(std::move(tenant)),           std::move(slug), std::move(file), std::move(text), logo,
            core::Timestamp(std::chrono::seconds(until))};
}

auto fields_of(const Link& link) {
    return std::tie(link.tenant, link.slug, link.file, link.text, link.logo, link.until);
}

Link any_link() {
    const auto word = [] { return *rc::gen::container<std::string>(rc::gen::inRange<char>('a', 'd')); };
    return link_of(word(), word(), word(), word(), *rc::gen::arbitrary<bool>(), *rc::gen::inRange(0, 3));
}

// Every text that differs from this proof in one bit of what it stands for.
std::vector<std::string> one_bit_off(const std::string& proof) {
    std::vector<std::string> others;
    const auto bytes = core::parse_base64url(proof).value();
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        auto other = bytes;
        other[bit / 8] = static_cast<char>(static_cast<unsigned char>(other[bit / 8]) ^ 1U << bit % 8);
        others.push_back(core::base64url(other));
    }
    return others;
}

}  // namespace

TEST_CASE("a pass is good for its tenant and code until its moment, and not at that moment") {
    const auto pass = coupons::issue_pass(kKey, kTenant, "SUMMER", kUntil);
    CHECK(coupons::pass_holds(kKey, kTenant, "SUMMER", kUntil, pass, kNow));
    CHECK(coupons::pass_holds(kKey, kTenant, "SUMMER", kUntil, pass, kUntil - core::Duration(1)));
    CHECK_FALSE(coupons::pass_holds(kKey, kTenant, "SUMMER", kUntil, pass, kUntil));
    CHECK_FALSE(coupons::pass_holds(kKey, core::TenantId("other"), "SUMMER", kUntil, pass, kNow));
    CHECK_FALSE(coupons::pass_holds(kKey, kTenant, "WINTER", kUntil, pass, kNow));
    CHECK_FALSE(coupons::pass_holds(kKey, kTenant, "SUMMER", kUntil + std::chrono::seconds(1), pass, kNow));
    CHECK_FALSE(coupons::pass_holds(kOtherKey, kTenant, "SUMMER", kUntil, pass, kNow));
}

TEST_CASE("a pass or signature with one bit changed, cut, lengthened or empty is worth nothing") {
    const auto link = link_of("acme", "summer", "square.jpg", "SUMMER", true, 0);
    const auto pass = coupons::issue_pass(kKey, kTenant, "SUMMER", kUntil);
    const auto signature = coupons::sign(kKey, link);
    for (const auto& other : one_bit_off(pass))
        CHECK_FALSE(coupons::pass_holds(kKey, kTenant, "SUMMER", kUntil, other, kNow));
    for (const auto& other : one_bit_off(signature))
        CHECK_FALSE(coupons::signature_holds(kKey, link, other));
    for (const auto& other : {std::string(), signature.substr(1), signature + 'A', signature + '=', "?" + signature})
        CHECK_FALSE(coupons::signature_holds(kKey, link, other));
}

TEST_CASE("a signature holds for its own link and for no other") {
    CHECK(tests::counterexample([] {
              const auto link = any_link();
              const auto other = any_link();
              RC_ASSERT(coupons::signature_holds(kKey, link, coupons::sign(kKey, link)));
              RC_ASSERT(coupons::signature_holds(kKey, other, coupons::sign(kKey, link)) ==
                        (fields_of(link) == fields_of(other)));
          }) == "");
}

TEST_CASE("fields that read the same when they are put together are told apart") {
    const std::vector<Link> alike = {link_of("ab", "c", "d", "e", true, 0), link_of("a", "bc", "d", "e", true, 0),
                                     link_of("a", "b", "cd", "e", true, 0), link_of("a", "b", "c", "de", true, 0),
                                     link_of("abcde", "", "", "", true, 0)};
    std::set<std::string> signatures;
    for (const auto& link : alike)
        signatures.insert(coupons::sign(kKey, link));
    CHECK(signatures.size() == alike.size());
}

TEST_CASE("a pass is no signature and a signature no pass, though the secret is one") {
    Link link;
    link.tenant = kTenant;
    link.until = kUntil;
    const auto pass = coupons::issue_pass(kKey, kTenant, "", kUntil);
    CHECK_FALSE(coupons::signature_holds(kKey, link, pass));
    CHECK_FALSE(coupons::pass_holds(kKey, kTenant, "", kUntil, coupons::sign(kKey, link), kNow));
}

TEST_CASE("a link without an end is never over, another one is from its moment on") {
    auto link = link_of("acme", "summer", "square.jpg", "SUMMER", true, 0);
    CHECK_FALSE(coupons::is_over(link, kNow));
    link.until = kUntil;
    CHECK_FALSE(coupons::is_over(link, kUntil - core::Duration(1)));
    CHECK(coupons::is_over(link, kUntil));
}

TEST_CASE("nothing is signed without a secret") {
    CHECK_THROWS_AS(coupons::sign(core::Secret(), Link()), std::invalid_argument);
}
