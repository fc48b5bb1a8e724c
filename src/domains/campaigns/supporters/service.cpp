#include "domains/campaigns/supporters/service.hpp"

#include <algorithm>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "core/network_prefix.hpp"
#include "domains/campaigns/repo.hpp"
#include "domains/campaigns/supporters/repo.hpp"
#include "storage/digest.hpp"

namespace promo::campaigns::supporters {
namespace {

using core::Refusal;
using core::RefusalCode;

constexpr std::size_t kShortestVisitor = 16;
constexpr std::size_t kLongestVisitor = 64;

void check_visitor(const std::string& visitor) {
    const auto fits = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
    };
    if (visitor.size() < kShortestVisitor || visitor.size() > kLongestVisitor || !std::ranges::all_of(visitor, fits))
        throw Refusal(RefusalCode::invalid, "Load the page again.", "visitor");
}

}  // namespace

std::int64_t Service::support(const std::string& campaign, const std::string& visitor, const std::string& client_ip) {
    check_visitor(visitor);
    const auto now = clock_.now();
    const auto network = core::network_prefix(client_ip);
    const auto wait = networks_.try_from(network, now);
    if (wait > core::Duration(0)) {
        throw Refusal(RefusalCode::rate_limited, "That was a lot at once. Wait a little, then try again.")
            .after(std::chrono::ceil<std::chrono::seconds>(wait));
    }
    const auto tenant = campaigns_.published(campaign).tenant.id;
    const auto stored = core::base64url(
        storage::hmac_sha256(key_.reveal(), "supporter\n" + campaign + '\n' + visitor + '\n' + network));
    return database_.transact(tenant, [&](db::Tx& tx) {
        const auto held = campaigns::repo::hold(tx, tenant, campaign);
        if (!held || status_at(*held, now) != Status::ongoing)
            throw Refusal(RefusalCode::conflict, "Supporters are counted while the campaign is on.");
        repo::insert(tx, tenant, campaign, stored, now);
        return repo::count(tx, tenant, campaign);
    });
}

}  // namespace promo::campaigns::supporters
