#include <algorithm>

#include "core/json_write.hpp"
#include "oracle.hpp"
#include "support/property.hpp"

namespace promo::analytics::tests {

using promo::tests::for_each_database;
using promo::tests::FreshDatabase;
using namespace std::chrono_literals;

namespace {

// Places with half hours, with clocks that are set near the days of the rows, and with a day that is missing.
const std::vector<std::string> kZones{
    "UTC",          "Asia/Kolkata",        "America/New_York", "Europe/London", "Asia/Kathmandu",
    "Africa/Cairo", "Australia/Lord_Howe", "America/St_Johns"};
const std::vector<std::string> kPeriods{"today", "yesterday", "1", "2", "3", "7", "9", "30", "70", "90", "200"};

// Of each state: pages are asked for, and for some of them weekdays and failures too.
constexpr int kQuestions = 6;
constexpr int kDeepQuestions = 3;

Use random_use(core::Timestamp latest, int minutes) {
    const auto pick = [](int size) { return *rc::gen::inRange(0, size); };
    Use use;
    use.at = latest - std::chrono::minutes(pick(minutes)) - std::chrono::microseconds(pick(3));
    use.source = *rc::gen::elementOf(std::vector<std::string>{"bot", "bot", "bot", "web", "link"});
    if (use.source == "bot") use.chat = *rc::gen::elementOf(std::vector<std::int64_t>{-5, 7, 8, 9, 10, 11});
    if (pick(8) != 0) use.template_slug = pick(2) == 0 ? "sale" : "gold";
    use.coupon = *rc::gen::elementOf(std::vector<std::string>{"WELCOME", "GOLD-10", "A_B", "XMAS", "ONE-DAY"});
    use.success = pick(4) != 0;
    if (!use.success && pick(5) != 0) use.error = pick(2) == 0 ? "invalid_coupon" : "image_failed";
    return use;
}

Question random_question() {
    Question question;
    question.period = Period::parse(*rc::gen::elementOf(kPeriods));
    question.door = *rc::gen::element(Door::all, Door::bot, Door::web);
    if (*rc::gen::arbitrary<bool>()) question.template_ = "sale";
    question.coupon = *rc::gen::elementOf(std::vector<std::string>{"", "", "GOLD", "_", "ONE"});
    return question;
}

// What a page may know: all, or what happened from a time on, which it says.
std::vector<Use> since(const std::vector<Use>& uses, core::Timestamp from) {
    std::vector<Use> some;
    std::ranges::copy_if(uses, std::back_inserter(some), [&](const Use& use) { return use.at >= from; });
    return some;
}

std::int64_t failures_of(const std::vector<Use>& uses, const failures::Filter& filter, const Stats& window,
                         const std::string& coupon = {}) {
    return std::ranges::count_if(uses, [&](const Use& use) {
        const bool in_time = !filter.period || (use.at >= window.from && use.at < window.to);
        return !use.success && in_time && (coupon.empty() || use.coupon == coupon) &&
               (filter.door == Door::all || (filter.door == Door::bot) == (use.source == "bot")) &&
               (!filter.template_ || use.template_slug == filter.template_);
    });
}

void agree(SmallBot& bot, const std::vector<Use>& all, const std::string& zone) {
    const auto now = bot.clock.now();
    for (int i = 0; i < kQuestions; ++i) {
        const auto question = random_question();
        const auto stats = bot.usage.stats(kAcme, question);
        const auto counted_from = stats.counted_from.value_or(core::Timestamp{});
        const auto uses = since(all, counted_from);
        auto expected = stats_of(uses, question, zone, now);
        const auto of_both = expected.from - (expected.to - expected.from) - 2h;
        if (stats.catching_up) {
            RC_ASSERT(
                std::ranges::any_of(all, [&](const Use& use) { return use.at >= of_both && use.at < counted_from; }));
        }
        expected.catching_up = stats.catching_up;
        expected.counted_from = stats.counted_from;
        RC_ASSERT(core::json::to_text(stats) == core::json::to_text(expected));
        if (i >= kDeepQuestions) continue;
        auto rhythm = bot.usage.rhythm(kAcme, question.period, question.door);
        rhythm.catching_up = false;
        RC_ASSERT(core::json::to_text(rhythm) ==
                  core::json::to_text(rhythm_of(uses, question.period, question.door, zone, now)));
        failures::Filter filter{question.period, question.door, {}};
        if (*rc::gen::arbitrary<bool>()) filter.template_ = "gold";
        if (*rc::gen::arbitrary<bool>()) filter.period.reset();
        const auto page = bot.failures.page(kAcme, filter, 5, 0);
        const auto known = page.catching_up ? uses : all;
        if (page.catching_up && !stats.counted_from) continue;
        RC_ASSERT(page.total == failures_of(known, filter, expected));
        for (const auto& attempt : page.attempts) {
            if (attempt.timestamp < counted_from) continue;
            RC_ASSERT(attempt.attempt_count == failures_of(known, filter, expected, attempt.coupon_code));
        }
    }
}

void clear(SmallBot& bot) {
    constexpr db::Sql kTables[] = {
        {"test.clear", "DELETE FROM analytics_progress WHERE tenant_id = $1"},
        {"test.clear", "DELETE FROM coupon_usage WHERE tenant_id = $1"},
        {"test.clear", "DELETE FROM usage_days WHERE tenant_id = $1"},
        {"test.clear", "DELETE FROM usage_hours WHERE tenant_id = $1"},
        {"test.clear", "DELETE FROM usage_templates WHERE tenant_id = $1"},
        {"test.clear", "DELETE FROM usage_errors WHERE tenant_id = $1"},
        {"test.clear", "DELETE FROM usage_failed_codes WHERE tenant_id = $1"},
        {"test.clear", "DELETE FROM usage_visits WHERE tenant_id = $1"},
        {"test.clear", "DELETE FROM usage_coupons WHERE tenant_id = $1"},
        {"test.clear", "DELETE FROM usage_coupon_spans WHERE tenant_id = $1"},
        {"test.clear", "DELETE FROM usage_spans WHERE tenant_id = $1"},
    };
    bot.database.transact(kAcme, [&](db::Tx& tx) {
        for (const auto& statement : kTables)
            tx.run(statement, kAcme);
    });
}

}  // namespace

TEST_CASE("what was counted in advance answers as the rows do, wherever the tenant is and however far it got") {
    for_each_database([](FreshDatabase& fresh) {
        SmallBot bot(fresh, 7);
        for (const std::int64_t chat : {-5, 7, 8, 9, 10, 11})
            bot.add_user(chat, "Chat " + std::to_string(chat), at("2025-01-01"));
        const auto problem = promo::tests::counterexample([&] {
            clear(bot);
            const auto zone = *rc::gen::elementOf(kZones);
            bot.set_zone(zone);
            bot.clock.set(at("2026-04-10T00:00:00Z") + std::chrono::minutes(*rc::gen::inRange(0, 5 * 24 * 60)));
            const auto days = *rc::gen::element(1, 3, 20, 120);
            std::vector<Use> uses;
            for (int turn = 0; turn < 3; ++turn) {
                // Later turns bring what happened since; a part of it is not settled yet.
                const auto now = bot.clock.now();
                std::vector<Use> more;
                for (int i = *rc::gen::inRange(0, 25); i > 0; --i)
                    more.push_back(random_use(now, turn == 0 ? days * 24 * 60 : 60));
                bot.add(more);
                uses.insert(uses.end(), more.begin(), more.end());
                if (*rc::gen::inRange(0, 4) != 0) bot.roll_up();
                agree(bot, uses, zone);
                bot.clock.advance(std::chrono::hours(*rc::gen::element(2, 13, 30)));
            }
            const auto other = *rc::gen::elementOf(kZones);
            bot.set_zone(other);
            agree(bot, uses, other);
            int steps = *rc::gen::inRange(0, 30);
            bot.rollups.roll_up([&] { return steps-- == 0; });
            agree(bot, uses, other);
            bot.roll_up();
            agree(bot, uses, other);
        });
        CHECK_MESSAGE(problem.empty(), problem);
    });
}

TEST_CASE("a page looks at what was counted, and at no row before that") {
    for_each_database([](FreshDatabase& fresh) {
        SmallBot bot(fresh);
        for (const int days : {0, 1, 2, 6, 20, 60}) {
            const auto when = at("2026-03-10T09:00:00Z") - std::chrono::days(days);
            bot.add(
                {{.at = when, .chat = 7 + days % 2, .template_slug = "sale", .coupon = "GOLD"},
                 {.at = when, .chat = 7, .template_slug = "sale", .coupon = "NO", .error = "no", .success = false}});
        }
        bot.roll_up();
        const auto pages = [&] {
            std::string all;
            for (const auto* days : {"today", "yesterday", "3", "7", "30", "45", "90"}) {
                for (const auto& slug : {std::optional<std::string>(), std::optional<std::string>("sale")})
                    all += core::json::to_text(bot.usage.stats(kAcme, {Period::parse(days), Door::all, slug, {}}));
                all += std::to_string(bot.failures.page(kAcme, {Period::parse(days)}, 1, 0).total);
            }
            return all;
        };
        const auto counted = pages();
        constexpr db::Sql kForget{"test.forget", "DELETE FROM coupon_usage WHERE tenant_id = $1"};
        bot.database.transact(kAcme, [&](db::Tx& tx) { tx.run(kForget, kAcme); });
        CHECK(pages() == counted);
        CHECK(bot.usage.stats(kAcme, {Period::parse("7")}).total_uses == 8);
    });
}

TEST_CASE("while old rows are counted the page says from when on it is right, and the last days come first") {
    for_each_database([](FreshDatabase& fresh) {
        SmallBot bot(fresh);
        for (const int days : {0, 1, 5, 50})
            bot.add({{.at = at("2026-03-10T09:00:00Z") - std::chrono::days(days), .chat = 7, .coupon = "GOLD"}});
        int steps = 2;
        CHECK(!bot.rollups.roll_up([&] { return steps-- == 0; }));
        const auto two_days = bot.usage.stats(kAcme, {Period::parse("1")});
        CHECK(!two_days.catching_up);
        CHECK(two_days.previous.total_uses == 1);
        const auto week = bot.usage.stats(kAcme, {Period::parse("7")});
        CHECK(week.catching_up);
        CHECK(week.counted_from == at("2026-03-09T00:00:00Z"));
        CHECK(week.total_uses == 2);
        bot.roll_up();
        CHECK(!bot.usage.stats(kAcme, {Period::parse("90")}).catching_up);
        CHECK(bot.usage.stats(kAcme, {Period::parse("90")}).total_uses == 4);
    });
}

TEST_CASE("what has just happened is shown at once, and counted when nothing older can come any more") {
    for_each_database([](FreshDatabase& fresh) {
        SmallBot bot(fresh);
        bot.add({{.at = bot.clock.now() - 1s, .chat = 7, .template_slug = "sale", .coupon = "GOLD"}});
        bot.roll_up();
        CHECK(bot.count("usage_hours") == 0);
        CHECK(bot.usage.stats(kAcme, {Period::parse("today")}).total_uses == 1);
        bot.add({{.at = bot.clock.now() - 30s, .chat = 8, .template_slug = "sale", .coupon = "GOLD"}});
        bot.clock.advance(rollups::Service::kSettled);
        bot.roll_up();
        bot.roll_up();
        CHECK(bot.count("usage_hours") == 1);
        const auto stats = bot.usage.stats(kAcme, {Period::parse("today")});
        CHECK(stats.total_uses == 2);
        CHECK(stats.popular_coupons.at(0).unique_users == 2);
    });
}

}  // namespace promo::analytics::tests
