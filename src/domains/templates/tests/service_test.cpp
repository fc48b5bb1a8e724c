#include "domains/templates/service.hpp"

#include <doctest/doctest.h>

#include "templates_on.hpp"

using namespace promo;
using namespace promo::templates;
using core::RefusalCode;
using tests::for_each_database;
using tests::FreshDatabase;
using tests::refused;
using tests::TemplatesOn;

namespace {

constexpr db::Sql kWriteMeta{"test.write_meta", "UPDATE templates SET meta = $3 WHERE tenant_id = $1 AND slug = $2"};

std::vector<std::string> slugs(TemplatesOn& on) {
    std::vector<std::string> found;
    for (const auto& each : on.service.list(on.acme))
        found.push_back(each.slug);
    return found;
}

}  // namespace

TEST_CASE("a template is there with its picture, its number and its place") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        const auto first = on.made("sale");
        const auto second = on.made("winter", "Winter");
        const auto found = on.service.find(on.acme, "sale").value();
        CHECK(found.name == "Sale");
        CHECK(found.telegram_enabled);
        CHECK(found.revision == 1);
        CHECK(found.faces.at(Variant::square).size == rendering::Size{96, 96});
        CHECK(found.faces == first.faces);
        CHECK(first.number != second.number);
        CHECK(on.service.find(on.acme, first.number)->slug == "sale");
        CHECK(slugs(on) == std::vector<std::string>{"sale", "winter"});
        CHECK(on.actions() == std::vector<std::string>{"template.created winter", "template.created sale"});
    });
}

TEST_CASE("an address that is taken, a template without a picture and a picture of nobody are refused") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        on.made("sale");
        const auto refusal = [&](const std::string& slug, const Draft& draft) {
            return refused([&] { on.service.create(on.acme, on.actor, slug, draft); });
        };
        CHECK(refusal("sale", on.drafted("Other", on.image())).code() == RefusalCode::conflict);
        CHECK(refusal("../x", on.drafted("Other", on.image())).field() == "slug");
        CHECK(refusal("empty", Draft{.name = "Empty"}).field() == "square");
        CHECK(refusal("other", on.drafted("Other", std::string(32, '0'))).field() == "square.image");
        CHECK(refusal("other", on.drafted(" ", on.image())).field() == "name");
        auto wide = on.drafted("Wide", on.image());
        wide.faces[Variant::square]->width_pct = 100;
        CHECK(refusal("wide", wide).field() == "square.box.widthPct");
        CHECK(slugs(on) == std::vector<std::string>{"sale"});
        CHECK(on.actions().size() == 1);
    });
}

TEST_CASE("what another tenant has can be neither seen, used, changed nor deleted") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        const auto theirs = on.made("sale");
        const auto image = theirs.faces.at(Variant::square).image;
        CHECK(refused([&] { on.service.create(on.bolt, on.actor, "mine", on.drafted("Mine", image)); }).field() ==
              "square.image");
        CHECK_FALSE(on.service.find(on.bolt, "sale"));
        CHECK_FALSE(on.service.find(on.bolt, theirs.number));
        CHECK(on.service.remove(on.bolt, on.actor, {"sale"}) == 0);
        CHECK(refused([&] { on.service.show_in_bot(on.bolt, on.actor, "sale", false); }).code() ==
              RefusalCode::not_found);
        CHECK(refused([&] { on.service.duplicate(on.bolt, on.actor, "sale", std::nullopt); }).code() ==
              RefusalCode::not_found);
        CHECK(on.service.find(on.acme, "sale")->revision == 1);
        CHECK(on.service.list(on.bolt).empty());
    });
}

TEST_CASE("an edit changes what it names, keeps everything else, and zero is a value") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        const auto before = on.made("sale");
        on.service.show_in_bot(on.acme, on.actor, "sale", false);
        Draft draft;
        draft.name = "Autumn";
        draft.faces[Variant::square].emplace().left_pct = 0;
        draft.faces[Variant::story].emplace().image = on.image(7, {90, 160});
        on.clock.advance(std::chrono::seconds(1));
        const auto after = on.service.change(on.acme, on.actor, "sale", draft, 2);
        CHECK(after.revision == 3);
        CHECK(after.number == before.number);
        CHECK(after.updated_at > before.updated_at);
        auto square = before.faces.at(Variant::square);
        square.style.box.left_pct = 0;
        const auto found = on.service.find(on.acme, "sale").value();
        CHECK(found.name == "Autumn");
        CHECK_FALSE(found.telegram_enabled);
        CHECK(found.faces.at(Variant::square) == square);
        CHECK(found.faces.at(Variant::story).size == rendering::Size{90, 160});

        Draft without;
        without.faces[Variant::story] = std::nullopt;
        CHECK(on.service.change(on.acme, on.actor, "sale", without, {}).faces.size() == 1);
        Draft none;
        none.faces[Variant::square] = std::nullopt;
        CHECK(refused([&] { on.service.change(on.acme, on.actor, "sale", none, {}); }).field() == "square");
    });
}

TEST_CASE("who edits what somebody else has changed meanwhile is told so") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        on.made("sale");
        on.service.change(on.acme, on.actor, "sale", Draft{.name = "First"}, 1);
        const auto refusal = refused([&] { on.service.change(on.acme, on.actor, "sale", Draft{.name = "Second"}, 1); });
        CHECK(refusal.code() == RefusalCode::conflict);
        CHECK(on.service.find(on.acme, "sale")->name == "First");
    });
}

TEST_CASE("what somebody else wrote into a template's document outlives our edits and copies") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        auto document = on.made("sale").document;
        document.insert(1, R"("campaign":{"id":7},)");
        on.database.transact(on.acme, [&](db::Tx& tx) { tx.run(kWriteMeta, on.acme, "sale", document); });
        on.service.change(on.acme, on.actor, "sale", Draft{.name = "Autumn"}, {});
        on.service.duplicate(on.acme, on.actor, "sale", {});
        for (const auto* slug : {"sale", "sale-copy"})
            CHECK(on.document(slug)->find(R"("campaign":{"id":7})") != std::string::npos);
    });
}

TEST_CASE("copies find free addresses") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        const auto sale = on.made("sale");
        const auto copy = on.service.duplicate(on.acme, on.actor, "sale", {});
        CHECK(copy.slug == "sale-copy");
        CHECK(copy.name == "Sale (copy)");
        CHECK(copy.faces == sale.faces);
        CHECK(copy.id != sale.id);
        CHECK(copy.number != sale.number);
        CHECK(on.service.duplicate(on.acme, on.actor, "sale", "Another").slug == "sale-copy-2");
        CHECK(slugs(on) == std::vector<std::string>{"sale", "sale-copy", "sale-copy-2"});
    });
}

TEST_CASE("templates stand in the order they are brought into") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        for (const auto* slug : {"a", "b", "c"})
            on.made(slug);
        on.service.reorder(on.acme, on.actor, {"c", "a", "b"});
        CHECK(slugs(on) == std::vector<std::string>{"c", "a", "b"});
        on.made("d");
        CHECK(slugs(on) == std::vector<std::string>{"c", "a", "b", "d"});
        CHECK(refused([&] { on.service.reorder(on.acme, on.actor, {"a", "b", "c"}); }).code() == RefusalCode::conflict);
        CHECK(refused([&] {
                  on.service.reorder(on.acme, on.actor, {"a", "b", "c", "c"});
              }).code() == RefusalCode::invalid);
        CHECK(slugs(on) == std::vector<std::string>{"c", "a", "b", "d"});
    });
}

TEST_CASE("several are deleted at once, and those that are not there do not matter") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        for (const auto* slug : {"a", "b", "c"})
            on.made(slug);
        CHECK(on.service.remove(on.acme, on.actor, {"a", "gone", "c", "a"}) == 2);
        CHECK(slugs(on) == std::vector<std::string>{"b"});
        CHECK(on.keys() == std::vector<std::string>{"templates/acme/b/meta.json", "templates/acme/index.json"});
    });
}

TEST_CASE("a picture that a template shows is not swept, and one that none shows any more is") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        const auto first = on.made("sale").faces.at(Variant::square).image;
        Draft draft;
        draft.faces[Variant::square].emplace().image = on.image(200);
        const auto second = on.service.change(on.acme, on.actor, "sale", draft, {}).faces.at(Variant::square).image;
        on.clock.advance(uploads::Service::kUnusedFor + std::chrono::hours(1));
        on.uploads.sweep();
        CHECK_FALSE(on.uploads.find(on.acme, first));
        CHECK(on.uploads.find(on.acme, second));
        CHECK(on.files.head("uploads/acme/" + second + ".png"));
    });
}
