#include "domains/coupons/codes/service.hpp"

#include "small_shop.hpp"

namespace promo::coupons::tests {

using codes::ImportMode;
using promo::tests::for_each_database;
using promo::tests::FreshDatabase;
using promo::tests::refused;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> listed(SmallShop& shop, const core::TenantId& tenant = kAcme) {
    std::vector<std::string> names;
    for (const auto& code : shop.codes.page(tenant, {}, {}, 1'000).codes)
        names.push_back(code.code);
    return names;
}

std::string many_codes(std::size_t count, std::size_t first = 0) {
    std::string csv = "code\n";
    for (std::size_t i = first; i < first + count; ++i)
        csv += "CODE" + std::to_string(i) + "\n";
    return csv;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a coupon of the list is good from its first moment to before its last") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        shop.use(Provider::list);
        shop.codes.put(kAcme, kOwner, {"gold 10", "2026-03-02T10:00:00Z", "2026-03-02T12:00:00Z"});
        CHECK(shop.reason("GOLD-10") == Reason::not_yet);
        shop.clock.advance(1h);
        CHECK(shop.reason("gold-10") == Reason::ok);
        shop.clock.advance(2h - 1us);
        CHECK(shop.reason("GOLD 10") == Reason::ok);
        shop.clock.advance(1us);
        CHECK(shop.reason("GOLD-10") == Reason::expired);
        CHECK(shop.reason("SILVER") == Reason::not_found);
    });
}

TEST_CASE("another tenant's codes are not mine") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        shop.use(Provider::list);
        shop.use(Provider::list, kOther);
        shop.codes.put(kOther, kOwner, {"GOLD", "", ""});
        CHECK(shop.reason("GOLD") == Reason::not_found);
        CHECK(shop.reason("GOLD", kOther) == Reason::ok);
        CHECK(listed(shop).empty());
        CHECK(refused([&] { shop.codes.remove(kAcme, kOwner, "GOLD"); }).code() == core::RefusalCode::not_found);
        shop.codes.import(kAcme, kOwner, "SILVER", ImportMode::replace);
        CHECK(listed(shop, kOther) == Names{"GOLD"});
    });
}

TEST_CASE("a day is one of the tenant's calendar, and an end day counts whole") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        shop.tenants.describe(kAcme, kOwner,
                              {.name = {}, .support_email = {}, .logo_key = {}, .time_zone = "Asia/Tokyo"});
        shop.codes.put(kAcme, kOwner, {"GOLD", "2026-03-03", "2026-03-03"});
        const auto code = shop.codes.find(kAcme, "GOLD").value();
        CHECK(code.valid_from == core::parse_iso8601("2026-03-02T15:00:00Z"));
        CHECK(code.valid_until == core::parse_iso8601("2026-03-03T15:00:00Z"));
    });
}

TEST_CASE("a code that is put again gets the new times and stays one") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        CHECK(shop.codes.put(kAcme, kOwner, {"GOLD", "", "2026-03-03"}) == codes::Put::added);
        CHECK(shop.codes.put(kAcme, kOwner, {"gold", "", ""}) == codes::Put::changed);
        CHECK_FALSE(shop.codes.find(kAcme, "GOLD")->valid_until);
        CHECK(shop.codes.count(kAcme) == 1);
        shop.codes.remove(kAcme, kOwner, "gold");
        CHECK(shop.codes.count(kAcme) == 0);
        CHECK(shop.audit.list(kAcme, {.action_prefix = "coupon_code.", .before = {}}).size() == 3);
    });
}

TEST_CASE("what is no code, no time or ends before it begins is refused at its field") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        const auto field = [&](const codes::Written& written) {
            return refused([&] { shop.codes.put(kAcme, kOwner, written); }).field();
        };
        CHECK(field({"!!", "", ""}) == "code");
        CHECK(field({std::string(65, 'A'), "", ""}) == "code");
        CHECK(field({"GOLD", "tomorrow", ""}) == "valid_from");
        CHECK(field({"GOLD", "", "2026-02-30"}) == "valid_until");
        CHECK(field({"GOLD", "2026-03-03", "2026-03-02"}) == "valid_until");
        CHECK(shop.codes.count(kAcme) == 0);
    });
}

TEST_CASE("the list comes page by page, and may be searched") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        shop.codes.import(kAcme, kOwner, "A_1\nA-1\nAB1\nB2\nC3\n", ImportMode::add);
        Names seen;
        std::string after;
        for (int pages = 0; pages < 10; ++pages) {
            const auto page = shop.codes.page(kAcme, {}, after, 2);
            CHECK(page.total == 5);
            CHECK(page.codes.size() <= 2);
            for (const auto& code : page.codes)
                seen.push_back(code.code);
            if (!page.next) break;
            after = *page.next;
        }
        CHECK(seen == Names{"A-1", "AB1", "A_1", "B2", "C3"});
        const auto found = shop.codes.page(kAcme, "a_1", {}, 10);
        CHECK(found.total == 1);
        CHECK(found.codes.at(0).code == "A_1");
        CHECK(shop.codes.page(kAcme, "1", {}, 10).total == 3);
    });
}

TEST_CASE("an import adds, changes and leaves the rest, and tells each line that gave no code") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        shop.codes.import(kAcme, kOwner, "OLD\nSAME,2026-03-01\n", ImportMode::add);
        const auto done = shop.codes.import(kAcme, kOwner,
                                            "\xef\xbb\xbfValid_Until,Note,Code\r\n"
                                            "2026-03-31,\"first, of all\",new one\r\n"
                                            ",,%%\r\n"
                                            "soon,,LATE\r\n"
                                            ",,NEW-ONE\r\n"
                                            ",,OLD\r\n"
                                            "2026-03-31,,SAME\r\n",
                                            ImportMode::add);
        CHECK(done.added == 1);
        CHECK(done.updated == 1);
        CHECK(done.removed == 0);
        REQUIRE(done.problems.size() == 3);
        CHECK(done.problems[0].line == 3);
        CHECK(done.problems[0].text == "%%");
        CHECK(done.problems[1].line == 4);
        CHECK(done.problems[2].why == "This is the same code as in line 2.");
        CHECK(listed(shop) == Names{"NEW-ONE", "OLD", "SAME"});
        CHECK_FALSE(shop.codes.find(kAcme, "SAME")->valid_from);
    });
}

TEST_CASE("a list with semicolons, as half of Europe's spreadsheets save it, is read like one with commas") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        const auto done = shop.codes.import(kAcme, kOwner,
                                            "code;valid_from;valid_until\r\n"
                                            "GOLD;2026-03-01;2026-03-31\r\n"
                                            "SILVER;;\r\n",
                                            ImportMode::add);
        CHECK(done.added == 2);
        CHECK(done.problems.empty());
        CHECK(listed(shop) == Names{"GOLD", "SILVER"});
        CHECK(shop.codes.find(kAcme, "GOLD")->valid_until);
        CHECK_FALSE(shop.codes.find(kAcme, "SILVER")->valid_from);
    });
}

TEST_CASE("an import that replaces leaves only what the file names") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        shop.codes.import(kAcme, kOwner, "A\nB\nC\n", ImportMode::add);
        const auto done = shop.codes.import(kAcme, kOwner, "B\nD\n", ImportMode::replace);
        CHECK(done.added == 1);
        CHECK(done.updated == 0);
        CHECK(done.removed == 2);
        CHECK(listed(shop) == Names{"B", "D"});
    });
}

TEST_CASE("a file without codes, or that is no CSV, changes nothing") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        shop.codes.import(kAcme, kOwner, "A\n", ImportMode::add);
        for (const std::string csv : {"", "code,valid_from\n", "%%\n", "A\n\"open", "A\nB\"C\n", "\xff\xfe\n"}) {
            const auto refusal = refused([&] { shop.codes.import(kAcme, kOwner, csv, ImportMode::replace); });
            CHECK(refusal.code() == core::RefusalCode::invalid);
            CHECK(refusal.field() == "file");
        }
        CHECK(listed(shop) == Names{"A"});
    });
}

TEST_CASE("a list of a hundred thousand codes goes in at once, and no more than that") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        const auto done = shop.codes.import(kAcme, kOwner, many_codes(codes::kMostCodes), ImportMode::add);
        CHECK(done.added == static_cast<std::int64_t>(codes::kMostCodes));
        const auto full = refused([&] { shop.codes.put(kAcme, kOwner, {"ONE-MORE", "", ""}); });
        CHECK(full.code() == core::RefusalCode::conflict);
        CHECK(refused([&] { shop.codes.import(kAcme, kOwner, "ONE-MORE", ImportMode::add); }).code() ==
              core::RefusalCode::conflict);
        const auto longer = many_codes(codes::kMostCodes + 1);
        CHECK(refused([&] { shop.codes.import(kAcme, kOwner, longer, ImportMode::replace); }).field() == "file");
        const auto other = many_codes(codes::kMostCodes, 50'000);
        CHECK(shop.codes.import(kAcme, kOwner, other, ImportMode::replace).removed == 50'000);
        CHECK(shop.codes.count(kAcme) == static_cast<std::int64_t>(codes::kMostCodes));
    });
}

TEST_CASE("there is an end to the problems that are told one by one") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        std::string csv = "GOOD\n";
        for (std::size_t i = 0; i < codes::kMostProblems + 5; ++i)
            csv += "%\n";
        const auto done = shop.codes.import(kAcme, kOwner, csv, ImportMode::add);
        REQUIRE(done.problems.size() == codes::kMostProblems + 1);
        CHECK(done.problems.back().line == 0);
        CHECK(done.problems.back().why == "and 5 more lines that gave no code");
    });
}

TEST_CASE("what is exported is harmless in a spreadsheet and imports as it was") {
    for_each_database([](FreshDatabase& fresh) {
        SmallShop shop(fresh);
        shop.codes.put(kAcme, kOwner, {"-10OFF", "2026-03-01", "2026-03-31"});
        shop.codes.put(kAcme, kOwner, {"GOLD", "", ""});
        const auto csv = shop.codes.export_csv(kAcme);
        CHECK(csv == "code,valid_from,valid_until\r\n'-10OFF,2026-03-01T00:00:00Z,2026-04-01T00:00:00Z\r\nGOLD,,\r\n");
        const auto again = shop.codes.import(kAcme, kOwner, csv, ImportMode::replace);
        CHECK(again.added + again.updated + again.removed == 0);
        CHECK(again.problems.empty());
    });
}

}  // namespace promo::coupons::tests
