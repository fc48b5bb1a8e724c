#include "db/tx.hpp"

#include <cassert>
#include <chrono>
#include <stdexcept>

#include "core/log.hpp"

namespace promo::db {
namespace {

constexpr auto kSlow = std::chrono::milliseconds(500);
// PostgreSQL's own limits, kept on both engines.
constexpr std::size_t kMaxChannel = 63;
constexpr std::size_t kMaxPayload = 7999;

}  // namespace

namespace detail {

void fail_column(std::string_view statement, std::string_view column, std::string_view problem) {
    throw Error(Failure::statement,
                std::string(statement) + ": column " + std::string(column) + " " + std::string(problem));
}

}  // namespace detail

const core::TenantId& Tx::tenant() const {
    if (!tenant_) throw std::logic_error("a system transaction has no tenant");
    return *tenant_;
}

std::unique_ptr<Rows> Tx::run_checked(const Sql& sql, std::span<const Value> values) {
    refuse_if_poisoned(sql.name);
    const auto started = std::chrono::steady_clock::now();
    try {
        auto rows = connection_.execute(sql, values);
        const auto took = std::chrono::steady_clock::now() - started;
        if (took > kSlow) {
            const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
            core::log::warn("db.slow", {{"statement", sql.name}, {"ms", ms}});
        }
        return rows;
    } catch (const Error& error) {
        poison(error);
        throw;
    }
}

void Tx::notify(std::string_view channel, std::string_view payload) {
    refuse_if_poisoned("notify");
    if (channel.empty() || channel.size() > kMaxChannel || payload.size() > kMaxPayload) {
        throw std::logic_error("a notification has a short channel and at most 7999 bytes");
    }
    try {
        connection_.notify(channel, payload);
    } catch (const Error& error) {
        poison(error);
        throw;
    }
}

void Tx::poison(const Error& error) {
    if (!poison_) poison_ = error;
}

void Tx::rethrow_poison() const {
    if (poison_) throw *poison_;
}

// The kind of the first failure is kept, so that a caller who went on still sees an outage as an outage.
void Tx::refuse_if_poisoned(std::string_view statement) const {
    if (!poison_) return;
    throw Error(poison_->failure(),
                std::string(statement) + ": refused, the transaction has failed: " + poison_->what(),
                poison_->constraint());
}

}  // namespace promo::db
