#include <algorithm>
#include <utility>
#include <vector>

#include "core/json_read.hpp"
#include "integrations/telegram/envelope.hpp"
#include "integrations/telegram/faults.hpp"
#include "integrations/telegram/gateway/api.hpp"
#include "net/http_client.hpp"

namespace promo::telegram {
namespace {

constexpr std::size_t kMostMet = 100'000;
constexpr std::size_t kMostHeld = 10'000;
constexpr std::size_t kMostWaiting = 10'000;
// Two requests may come closer to each other on their way.
constexpr std::chrono::seconds kMargin{2};
constexpr std::chrono::seconds kMinute = std::chrono::minutes(1) + kMargin;
constexpr std::chrono::seconds kHour = std::chrono::hours(1) + kMargin;
constexpr int kTooMany = 429;

// Of an address that ends in `/bot<token>/<method>`.
std::string_view token_in(std::string_view url) {
    constexpr std::string_view kBot = "/bot";
    url = url.substr(0, url.find('?'));
    const auto method = url.rfind('/');
    const auto start = method == std::string_view::npos ? method : url.rfind(kBot, method);
    if (start == std::string_view::npos || start >= method) return {};
    const auto token = url.substr(start + kBot.size(), method - start - kBot.size());
    return looks_like_token(token) ? token : std::string_view();
}

net::Reply as_telegram_would(std::chrono::seconds wait) {
    const auto seconds = std::to_string(wait.count());
    net::Reply reply;
    reply.outcome = net::Outcome::answered;
    reply.status = kTooMany;
    reply.body = R"({"ok":false,"error_code":429,"description":"Too Many Requests: retry after )" + seconds +
                 R"(","parameters":{"retry_after":)" + seconds + "}}";
    return reply;
}

std::optional<std::chrono::seconds> asked_for(const net::Reply& reply) {
    if (reply.outcome != net::Outcome::answered || reply.status != kTooMany) return std::nullopt;
    const auto said = core::json::try_parse<Envelope>(reply.body);
    if (!said || said.value->ok) return std::nullopt;
    return fault_of(*said.value, reply).retry_after;
}

std::chrono::seconds until(std::chrono::steady_clock::time_point time, std::chrono::steady_clock::time_point now) {
    return std::max(std::chrono::seconds(0), std::chrono::ceil<std::chrono::seconds>(time - now));
}

}  // namespace

Gateway::Gateway(net::Send send, Steady steady) : send_(std::move(send)), steady_(std::move(steady)) {}

net::Reply Gateway::perform(const net::Request& request) {
    const auto token = token_in(request.url.reveal());
    if (token.empty()) return send_(request);
    const auto bot = bot_id_of(token);
    if (const auto wait = left_of_hold(bot); wait.count() > 0) return as_telegram_would(wait);
    if (const auto wait = meet(token, request.on_behalf_of); wait.count() > 0) return as_telegram_would(wait);
    auto reply = send_(request);
    if (const auto wait = asked_for(reply)) hold(bot, *wait);
    return reply;
}

SendLater Gateway::noting(SendLater send) {
    return [this, send = std::move(send)](Outgoing outgoing, std::function<void(Delivery)> done) {
        {
            const std::scoped_lock lock(mutex_);
            remember(std::hash<std::string_view>{}(outgoing.token.reveal()));
        }
        send(std::move(outgoing), std::move(done));
    };
}

void Gateway::hold(std::int64_t bot, std::chrono::milliseconds wait) {
    const std::scoped_lock lock(mutex_);
    const auto now = steady_();
    if (held_until_.size() >= kMostHeld)
        std::erase_if(held_until_, [&](const auto& held) { return held.second <= now; });
    auto& held_until = held_until_[bot];
    held_until = std::max(held_until, now + wait);
}

std::chrono::seconds Gateway::left_of_hold(std::int64_t bot) {
    const std::scoped_lock lock(mutex_);
    const auto held = held_until_.find(bot);
    return held == held_until_.end() ? std::chrono::seconds(0) : until(held->second, steady_());
}

std::chrono::seconds Gateway::meet(std::string_view token, const std::string& tenant) {
    const std::scoped_lock lock(mutex_);
    const auto hash = std::hash<std::string_view>{}(token);
    if (met_.contains(hash)) return std::chrono::seconds(0);
    const auto now = steady_();
    while (!first_uses_.empty() && first_uses_.front().at + kHour <= now)
        first_uses_.pop_front();
    std::erase_if(waiting_, [&](const auto& entry) { return entry.second.until <= now; });
    const auto free = free_at(tenant, count_ahead_of(tenant, now));
    if (free > now) {
        if (waiting_.size() < kMostWaiting) waiting_.try_emplace(tenant, Waiting{now, now});
        if (const auto place = waiting_.find(tenant); place != waiting_.end()) place->second.until = free + kPlaceKept;
        return until(free, now);
    }
    waiting_.erase(tenant);
    remember(hash);
    first_uses_.push_back({now, tenant});
    return std::chrono::seconds(0);
}

std::size_t Gateway::count_ahead_of(const std::string& tenant, Time now) const {
    if (waiting_.empty()) return 0;
    std::unordered_map<std::string_view, std::size_t> uses;
    for (const auto& use : first_uses_)
        ++uses[use.tenant];
    const auto turn_of = [&](const std::string& who, Time since) { return std::pair(uses[who], since); };
    const auto own = waiting_.find(tenant);
    const auto turn = turn_of(tenant, own == waiting_.end() ? now : own->second.since);
    return static_cast<std::size_t>(std::ranges::count_if(waiting_, [&](const auto& entry) {
        return entry.first != tenant && turn_of(entry.first, entry.second.since) < turn;
    }));
}

// When one more may be used beside those of the ones ahead.
Gateway::Time Gateway::free_at(const std::string& tenant, std::size_t ahead) const {
    auto free = Time::min();
    const auto keep = [&](std::size_t most, std::chrono::seconds window) {
        const auto wanted = first_uses_.size() + ahead + 1;
        if (wanted <= most || first_uses_.empty()) return;
        const auto ends = std::min(wanted - most, first_uses_.size()) - 1;
        free = std::max(free, first_uses_[ends].at + window);
    };
    keep(kFirstUsesAMinute, kMinute);
    keep(kFirstUsesAnHour, kHour);
    if (tenant.empty()) return free;
    std::vector<Time> own;
    for (const auto& use : first_uses_) {
        if (use.tenant == tenant) own.push_back(use.at);
    }
    if (own.size() >= kFirstUsesOfATenantAnHour)
        free = std::max(free, own[own.size() - kFirstUsesOfATenantAnHour] + kHour);
    return free;
}

void Gateway::remember(std::size_t hash) {
    if (met_.size() >= kMostMet) met_.clear();
    met_.insert(hash);
}

}  // namespace promo::telegram
