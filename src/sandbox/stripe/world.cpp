#include "sandbox/stripe/world.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "core/encoding.hpp"
#include "core/error.hpp"
#include "core/json_write.hpp"

namespace promo::sandbox::stripe {
namespace {

constexpr std::size_t kMostAttempts = 1'000;
constexpr std::size_t kMostPromotionCodes = 1'000;
constexpr std::size_t kIdBytes = 12;

struct EventData {
    core::json::Raw object;
};
BOOST_DESCRIBE_STRUCT(EventData, (), (object))

struct EventBody {
    std::string id;
    std::string object = "event";
    std::string api_version = "2024-06-20";
    std::int64_t created = 0;
    EventData data;
    bool livemode = false;
    int pending_webhooks = 1;
    std::string type;
};
BOOST_DESCRIBE_STRUCT(EventBody, (), (id, object, api_version, created, data, livemode, pending_webhooks, type))

std::int64_t unix_seconds(core::Timestamp instant) {
    return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string signature_of(const std::string& body, const core::Secret& secret, core::Timestamp at) {
    const auto time = std::to_string(unix_seconds(at));
    const auto payload = time + '.' + body;
    std::string digest(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes_of(secret.reveal()), secret.reveal().size());
    crypto_auth_hmacsha256_update(&state, bytes_of(payload), payload.size());
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(digest.data()));
    return "t=" + time + ",v1=" + core::hex(digest);
}

std::string random_id(core::Entropy& entropy) {
    std::array<std::byte, kIdBytes> bytes{};
    entropy.fill(bytes);
    return "evt_" + core::hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

bool is_same(std::string_view a, std::string_view b) {
    const auto lower = [](unsigned char letter) { return std::tolower(letter); };
    return std::ranges::equal(a, b, {}, lower, lower);
}

bool may_be_used(const NewPromotionCode& code, core::Timestamp now) {
    const bool expired = code.expires_at && *code.expires_at <= now;
    const bool used_up = code.max_redemptions && code.times_redeemed.value_or(0) >= *code.max_redemptions;
    return code.coupon_valid.value_or(true) && !expired && !used_up;
}

}  // namespace

World::World(core::Clock& clock, core::Entropy& entropy, Poster& poster)
    : clock_(clock), entropy_(entropy), poster_(poster), state_(std::make_shared<State>()) {}

World::KeyAnswer World::check_key(std::string_view key) const {
    const std::scoped_lock lock(state_->mutex);
    if (state_->down) return KeyAnswer::down;
    const bool looks_good = key.starts_with("sk_test_") || key.starts_with("sk_live_");
    return looks_good && !state_->refused.contains(key) ? KeyAnswer::good : KeyAnswer::unauthorized;
}

void World::refuse_key(const std::string& key) {
    const std::scoped_lock lock(state_->mutex);
    state_->refused.insert(key);
}

void World::set_down(bool down) {
    const std::scoped_lock lock(state_->mutex);
    state_->down = down;
}

void World::add_promotion_code(const NewPromotionCode& code) {
    if (code.code.empty()) throw core::Refusal(core::RefusalCode::invalid, "A promotion code needs a code.", "code");
    const std::scoped_lock lock(state_->mutex);
    auto& codes = state_->promotion_codes;
    std::erase_if(codes, [&](const auto& old) { return is_same(old.code, code.code) && old.key == code.key; });
    if (codes.size() >= kMostPromotionCodes) {
        throw core::Refusal(core::RefusalCode::conflict, "Reset the sandbox before you add more codes.");
    }
    codes.push_back(code);
}

std::vector<NewPromotionCode> World::promotion_codes(std::string_view key, std::string_view code) const {
    const auto now = clock_.now();
    const std::scoped_lock lock(state_->mutex);
    std::vector<NewPromotionCode> found;
    for (auto one : state_->promotion_codes) {
        if (!is_same(one.code, code) || one.key.value_or(std::string(key)) != key) continue;
        if (!one.active) one.active = may_be_used(one, now);
        found.push_back(std::move(one));
    }
    return found;
}

std::string World::send(const NewEvent& event) {
    const auto now = clock_.now();
    EventBody body;
    body.id = event.id.value_or(random_id(entropy_));
    body.created = unix_seconds(now);
    body.data.object = event.object.value_or(core::json::Raw{"{}"});
    body.livemode = event.livemode.value_or(false);
    body.type = event.type;

    Delivery delivery;
    delivery.vendor = "stripe";
    delivery.url = event.url;
    delivery.body = core::json::to_text(body);
    delivery.headers.emplace_back("Stripe-Signature",
                                  signature_of(delivery.body, event.secret, event.signed_at.value_or(now)));
    std::size_t index = 0;
    std::size_t generation = 0;
    {
        const std::scoped_lock lock(state_->mutex);
        if (state_->attempts.size() >= kMostAttempts) {
            throw core::Refusal(core::RefusalCode::conflict, "Reset the sandbox before you send more events.");
        }
        index = state_->attempts.size();
        generation = state_->generation;
        state_->attempts.push_back({body.id, event.type, event.url, std::nullopt, {}});
    }
    delivery.id = static_cast<std::int64_t>(index);
    poster_.post(std::move(delivery), [state = state_, index, generation](const DeliveryResult& result) {
        const std::scoped_lock lock(state->mutex);
        if (state->generation != generation) return;
        state->attempts[index].status = result.status;
        state->attempts[index].error = result.error;
    });
    return body.id;
}

std::vector<Attempt> World::attempts() const {
    const std::scoped_lock lock(state_->mutex);
    return state_->attempts;
}

void World::reset() {
    const std::scoped_lock lock(state_->mutex);
    state_->down = false;
    state_->refused.clear();
    state_->attempts.clear();
    state_->promotion_codes.clear();
    ++state_->generation;
}

}  // namespace promo::sandbox::stripe
