#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "db/database.hpp"
#include "domains/analytics/calendar.hpp"

namespace promo::analytics::people {

// How many people there were long enough ago to have come back after 1, 7 and 30 days.
struct Cohorts {
    std::int64_t day1 = 0;
    std::int64_t day7 = 0;
    std::int64_t day30 = 0;
};
BOOST_DESCRIBE_STRUCT(Cohorts, (), (day1, day7, day30))

// Who of them did, in percent.
struct Retention {
    double day1 = 0;
    double day7 = 0;
    double day30 = 0;
    Cohorts cohorts;
    bool catching_up = false;  // only some of them are looked at yet
};
BOOST_DESCRIBE_STRUCT(Retention, (), (day1, day7, day30, cohorts, catching_up))

// What a link brought: people who came for the first time, and what was done by it.
struct Source {
    std::optional<std::string> source;
    std::int64_t users = 0;
    std::int64_t starts = 0;
    std::int64_t codes = 0;
    std::int64_t pictures = 0;
};
BOOST_DESCRIBE_STRUCT(Source, (), (source, users, starts, codes, pictures))

// Groups and channels that were first heard of, by the link with which somebody added the bot.
struct GroupSource {
    std::optional<std::string> source;
    std::int64_t groups = 0;
};
BOOST_DESCRIBE_STRUCT(GroupSource, (), (source, groups))

struct StepCount {
    std::string step;
    std::int64_t people = 0;
};
BOOST_DESCRIBE_STRUCT(StepCount, (), (step, people))

struct Sources {
    std::vector<Source> sources;
    std::vector<GroupSource> groups;
    bool catching_up = false;  // older steps are not in yet
};
BOOST_DESCRIBE_STRUCT(Sources, (), (sources, groups, catching_up))

struct Funnel {
    std::vector<StepCount> steps;
    bool catching_up = false;
};
BOOST_DESCRIBE_STRUCT(Funnel, (), (steps, catching_up))

// Where people come from, how far they go and whether they come back. Safe from any thread.
class Service {
public:
    Service(db::Database& database, core::Clock& clock) : database_(database), clock_(clock) {}

    Retention retention(const core::TenantId& tenant);
    Sources sources(const core::TenantId& tenant, const Period& period);
    Funnel funnel(const core::TenantId& tenant, const Period& period);

private:
    db::Database& database_;
    core::Clock& clock_;
};

}  // namespace promo::analytics::people
