#include "faults.hpp"

#include <cmath>

#include "core/enum_name.hpp"

namespace promo::simulation {
namespace {

struct Range {
    FaultClass kind;
    double least;
    double most;
};

// For an operation (a commit, a statement, a request, an update), or in an hour.
constexpr std::array<Range, kFaultClasses> kRanges{{
    {FaultClass::crash, 0.1, 2},
    {FaultClass::crash_of_all, 0.02, 0.2},
    {FaultClass::crash_after_commit, 0.0002, 0.005},
    {FaultClass::crash_after_write, 0.001, 0.02},
    {FaultClass::pause, 0.1, 1},
    {FaultClass::pause_after_commit, 0.0002, 0.002},
    {FaultClass::deploy, 0.05, 0.5},
    {FaultClass::database_down, 0.1, 1},
    {FaultClass::commit_unknown, 0.0005, 0.01},
    {FaultClass::statement_fails, 0.0002, 0.003},
    {FaultClass::too_many, 0.002, 0.05},
    {FaultClass::server_error, 0.002, 0.1},
    {FaultClass::time_out, 0.002, 0.1},
    {FaultClass::reset, 0.002, 0.1},
    {FaultClass::garbage, 0.001, 0.05},
    {FaultClass::not_reached, 0.002, 0.1},
    {FaultClass::webhook_twice, 0.01, 0.1},
    {FaultClass::webhook_late, 0.01, 0.1},
    {FaultClass::clock_steps, 0.05, 0.5},
    {FaultClass::clock_drifts, 1, 1},
    {FaultClass::token_revoked, 0.02, 0.2},
    {FaultClass::blocks, 0.2, 4},
    {FaultClass::operator_acts, 0.2, 3},
    {FaultClass::crash_after_answer, 0.002, 0.02},
    {FaultClass::telegram_away, 0.1, 0.6},
    {FaultClass::zombie, 0.002, 0.02},
}};

}  // namespace

Faults::Faults(std::uint64_t seed, const std::set<FaultClass>& left_out) {
    core::SeededEntropy choice(seed * 2 + 1);
    for (const auto& range : kRanges) {
        auto& one = at(range.kind);
        const bool chosen = choice.unit() < 0.5;
        const double rate = std::exp(std::log(range.least) + choice.unit() * std::log(range.most / range.least));
        one.rate = chosen && !left_out.contains(range.kind) ? rate : 0;
        one.dice = std::make_unique<core::SeededEntropy>(choice.number());
    }
}

bool Faults::strikes(FaultClass kind) {
    auto& one = at(kind);
    return one.rate > 0 && !over_ && one.dice->unit() < one.rate;
}

std::optional<core::Duration> Faults::next(FaultClass kind) {
    auto& one = at(kind);
    if (one.rate <= 0 || over_) return std::nullopt;
    const double hours = -std::log(1 - one.dice->unit()) / one.rate;
    return core::Duration(static_cast<core::Duration::rep>(hours * 3'600e6));
}

core::Duration Faults::between(FaultClass kind, core::Duration least, core::Duration most) {
    const double ratio = static_cast<double>(most.count()) / static_cast<double>(least.count());
    const double chosen = static_cast<double>(least.count()) * std::exp(std::log(ratio) * unit(kind));
    return core::Duration(static_cast<core::Duration::rep>(chosen));
}

std::set<FaultClass> Faults::present() const {
    std::set<FaultClass> kinds;
    for (const auto& range : kRanges) {
        if (has(range.kind)) kinds.insert(range.kind);
    }
    return kinds;
}

std::optional<FaultClass> parse_fault(std::string_view name) {
    return core::parse_enum<FaultClass>(name);
}

std::string names_of(const std::set<FaultClass>& kinds) {
    std::string names;
    for (const auto kind : kinds)
        names += (names.empty() ? "" : ",") + std::string(core::enum_name(kind));
    return names;
}

}  // namespace promo::simulation
