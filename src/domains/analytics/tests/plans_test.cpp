#include "small_bot.hpp"

namespace promo::analytics::tests {

using promo::tests::FreshDatabase;

namespace {

constexpr int kRows = 15'000;
constexpr int kAtOnce = 5'000;
constexpr int kDays = 100;
constexpr int kCodes = 41;

// Rows of many days that end now, written by the database itself.
constexpr db::Sql kFill{"test.fill", R"sql(
    --@postgres WITH numbers AS (SELECT generate_series($2::bigint + 1, $2::bigint + $6::bigint) AS i)
    --@sqlite WITH RECURSIVE numbers(i) AS (SELECT $2 + 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < $2 + $6)
    INSERT INTO coupon_usage (tenant_id, id, source, chat_id, template_slug, variant, coupon_code, success, error_type,
                              device_type, created_at)
    SELECT $1, 'u' || i, CASE WHEN i % 5 = 0 THEN 'web' ELSE 'bot' END, CASE WHEN i % 5 <> 0 THEN i * 7919 % 1009 END,
           'template-' || (i * 31 % 3), 'square', 'CODE' || (i * 37 % $5), CASE WHEN i % 8 = 3 THEN 0 ELSE 1 END,
           CASE WHEN i % 8 = 3 THEN 'invalid_coupon' END, 'unknown', $3 + i * $4
    FROM numbers
)sql"};

// A tenant with so many rows, all of them counted.
struct CountedBot : SmallBot {
    CountedBot(FreshDatabase& fresh, int rows) : SmallBot(fresh, 50'000) {
        constexpr std::int64_t kSpan = std::int64_t{kDays} * 86'400'000'000;
        const auto from = clock.now() - rollups::Service::kSettled - core::Duration(kSpan);
        for (int done = 0; done < rows; done += kAtOnce) {
            database.transact(
                kAcme, [&](db::Tx& tx) { tx.run(kFill, kAcme, done, from, kSpan / (rows + 1), kCodes, kAtOnce); });
        }
        roll_up();
    }

    // Everything that a page asks for.
    void ask(const char* days) {
        const Question question{Period::parse(days), Door::all, {}, {}};
        usage.stats(kAcme, question);
        usage.stats(kAcme, {question.period, Door::bot, "template-1", "CODE1"});
        usage.rhythm(kAcme, question.period, Door::all);
        failures.page(kAcme, {question.period, Door::all, "template-1"}, 100, 0);
        failures.page(kAcme, {}, 100, 0);
        people.funnel(kAcme, question.period);
    }
};

// How many rows this connection has read so far.
std::int64_t rows_read(SmallBot& bot, const std::string& tables) {
    constexpr db::Sql kFlush{"test.flush", "SELECT CAST(pg_stat_force_next_flush() AS text)"};
    constexpr db::Sql kRead{"test.rows_read",
                            "SELECT CAST(coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) AS bigint) "
                            "FROM pg_stat_user_tables WHERE relname LIKE $1"};
    bot.database.read(kAcme, [&](db::Tx& tx) { tx.run(kFlush); });
    return bot.database.read(kAcme, [&](db::Tx& tx) { return tx.one<std::int64_t>(kRead, tables); });
}

}  // namespace

TEST_CASE("a usual window is made of one row for each coupon, however many uses and days it has") {
    promo::tests::for_each_database([](FreshDatabase& fresh) {
        CountedBot bot(fresh, kRows);
        CHECK(bot.usage.stats(kAcme, {Period::parse("90")}).total_uses > kRows * 8 / 10);
        constexpr db::Sql kSpanRows{"test.span_rows", R"sql(
            SELECT count(*) FROM usage_coupon_spans
            WHERE template_slug = '' AND first_day = (SELECT max(day) FROM usage_days) + 1 - $1
        )sql"};
        for (const int days : {3, 7, 30, 90}) {
            const auto rows =
                bot.database.read(kAcme, [&](db::Tx& tx) { return tx.one<std::int64_t>(kSpanRows, days); });
            CHECK(rows == kCodes);
        }
    });
}

TEST_CASE("pages read the rows that they show, and few of what was counted") {
    promo::tests::on_postgres([](FreshDatabase& fresh) {
        CountedBot bot(fresh, kRows);
        fresh.as_administrator("ANALYZE");
        const auto uses = rows_read(bot, "coupon_usage");
        const auto counted = rows_read(bot, "usage_%");
        CHECK(uses > kRows);
        for (const auto* days : {"today", "yesterday", "3", "7", "30", "90"})
            bot.ask(days);
        constexpr int kPeriods = 6;
        CHECK(rows_read(bot, "coupon_usage") - uses < kPeriods * 400);
        // Also where nothing was, and when it is asked often.
        const auto before = rows_read(bot, "coupon_usage");
        for (int turn = 0; turn < 10; ++turn)
            bot.usage.rhythm(kAcme, Period::parse("200"), Door::all);
        CHECK(rows_read(bot, "coupon_usage") - before < 100);
        CHECK(rows_read(bot, "usage_%") - counted < kPeriods * 30'000);
    });
}

}  // namespace promo::analytics::tests
