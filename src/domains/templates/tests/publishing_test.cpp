#include <doctest/doctest.h>

#include <thread>

#include "templates_on.hpp"

using namespace promo;
using namespace promo::templates;
using tests::for_each_database;
using tests::FreshDatabase;
using tests::TemplatesOn;
using Before = tests::MovingStore::Before;

// What lies in the object store, whoever writes it and whatever comes in between.

namespace {

bool holds(const std::optional<std::string>& document, std::string_view part) {
    return document && document->find(part) != std::string::npos;
}

// The same tenant's templates in another process, whose store is not watched.
struct Elsewhere {
    explicit Elsewhere(TemplatesOn& on)
        : service(on.database, on.queue, on.clock, on.entropy, on.files, on.audit, on.uploads) {}
    templates::Service service;
};

Draft named(const std::string& name) {
    return Draft{.name = name};
}

}  // namespace

TEST_CASE("a new template is published with its document and in the index") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        on.made("sale", "b");
        on.made("winter", "a");
        const auto stored = on.files.get("templates/acme/sale/meta.json").value();
        CHECK(stored.info.content_type == "application/json");
        CHECK(stored.info.cache_control == "no-cache");
        const auto read = read_document(stored.body);
        CHECK(read.faces.at(Variant::square).face == on.service.find(on.acme, "sale")->faces.at(Variant::square));
        CHECK(on.files.head("uploads/acme/" + read.faces.at(Variant::square).face.image + ".png"));
        CHECK(on.index() == on.index_wanted());
        CHECK(on.index().find("winter") < on.index().find("sale"));
    });
}

TEST_CASE("whether the bot shows a template is in the index, and outlives a later edit") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        on.made("sale");
        on.service.show_in_bot(on.acme, on.actor, "sale", false);
        CHECK(holds(on.index(), R"("telegramEnabled":false)"));
        on.service.change(on.acme, on.actor, "sale", named("Autumn"), {});
        CHECK(holds(on.index(), R"("telegramEnabled":false)"));
        CHECK(holds(on.document("sale"), R"("telegramEnabled":false)"));
        CHECK(on.index() == on.index_wanted());
    });
}

TEST_CASE("nobody waits until very many templates are published one by one") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        std::vector<std::string> slugs;
        for (int number = 1; number <= 21; ++number)
            slugs.push_back(on.made("sale-" + std::to_string(number)).slug);
        CHECK(on.service.remove(on.acme, on.actor, slugs) == 21);
        CHECK(on.document("sale-1"));
        on.work_jobs();
        CHECK_FALSE(on.document("sale-1"));
        CHECK(on.index() == on.index_wanted());
    });
}

TEST_CASE("while the store is away changes are made all the same, and published when it is back") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        on.made("sale");
        on.made("gone");
        on.objects.away = true;
        on.service.change(on.acme, on.actor, "sale", named("Autumn"), {});
        on.service.remove(on.acme, on.actor, {"gone"});
        CHECK(on.service.find(on.acme, "sale")->name == "Autumn");
        CHECK(holds(on.document("sale"), "Sale"));
        on.objects.away = false;
        CHECK(on.work_jobs() == 4);
        CHECK(holds(on.document("sale"), "Autumn"));
        CHECK_FALSE(on.document("gone"));
        CHECK(on.index() == on.index_wanted());
    });
}

TEST_CASE("who was slow does not put an older document over a newer one, not even for a moment") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        on.made("sale", "Zero");
        Elsewhere there(on);
        std::string newest = "A";
        for (const auto when : {Before::write, Before::read}) {
            for (const auto* file : {"sale/meta.json", "index.json"}) {
                newest += 'A';
                const auto quick = [&] { there.service.change(on.acme, on.actor, "sale", named(newest), {}); };
                on.objects.before_next(when, file, quick);
                on.service.change(on.acme, on.actor, "sale", named("Older"), {});
                CHECK(on.objects.stored.empty());
                CHECK(holds(on.document("sale"), newest));
                CHECK(on.index() == on.index_wanted());
            }
        }
    });
}

TEST_CASE("a change that is taken back while somebody publishes it is not published") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        on.made("sale", "Zero");
        Elsewhere there(on);
        // What is there is what was there: the precondition of the slow one holds, and yet he is wrong.
        on.objects.before_next(Before::write, "sale/meta.json",
                               [&] { there.service.change(on.acme, on.actor, "sale", named("Zero"), {}); });
        on.service.change(on.acme, on.actor, "sale", named("One"), {});
        CHECK(holds(on.document("sale"), "Zero"));
        CHECK(on.index() == on.index_wanted());
    });
}

TEST_CASE("a template that is made again while it is deleted stays, and one deleted while it is made goes") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        on.made("sale", "Old");
        const auto image = on.image();
        Elsewhere there(on);
        on.objects.before_next(Before::write, "sale/meta.json",
                               [&] { there.service.create(on.acme, on.actor, "sale", on.drafted("New", image)); });
        on.service.remove(on.acme, on.actor, {"sale"});
        CHECK(holds(on.document("sale"), "New"));
        CHECK(on.index() == on.index_wanted());

        on.objects.before_next(Before::write, "sale/meta.json",
                               [&] { there.service.remove(on.acme, on.actor, {"sale"}); });
        on.service.change(on.acme, on.actor, "sale", named("Newest"), {});
        CHECK_FALSE(on.document("sale"));
        CHECK(on.index() == on.index_wanted());
    });
}

TEST_CASE("two templates made at the same moment in two processes are both in the index") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        const auto image = on.image();
        Elsewhere there(on);
        on.objects.before_next(Before::write, "index.json",
                               [&] { there.service.create(on.acme, on.actor, "b", on.drafted("B", image)); });
        on.service.create(on.acme, on.actor, "a", on.drafted("A", image));
        CHECK(holds(on.index(), R"("slug":"a")"));
        CHECK(holds(on.index(), R"("slug":"b")"));
        CHECK(on.index() == on.index_wanted());
    });
}

TEST_CASE("many who change, copy and delete at once leave what the database says") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        const auto image = on.image();
        Elsewhere there(on);
        constexpr int kEach = 6;
        const auto busy = [&](templates::Service& service, const std::string& mine) {
            for (int i = 0; i < kEach; ++i) {
                const auto slug = mine + std::to_string(i);
                service.create(on.acme, on.actor, slug, on.drafted(slug, image));
                service.change(on.acme, on.actor, slug, named(slug + " changed"), {});
                if (i % 2 == 0) service.remove(on.acme, on.actor, {slug});
            }
        };
        std::thread first([&] { busy(on.service, "a"); });
        std::thread second([&] { busy(there.service, "b"); });
        std::thread third([&] { busy(there.service, "c"); });
        for (auto* thread : {&first, &second, &third})
            thread->join();
        // Who found the others too busy left it to his job.
        on.work_jobs();
        CHECK(on.service.list(on.acme).size() == 3 * kEach / 2);
        CHECK(on.index() == on.index_wanted());
        CHECK(on.keys().size() == 3 * kEach / 2 + 1);
        for (const auto& each : on.service.list(on.acme))
            CHECK(on.document(each.slug) == on.service.meta(on.acme, each));
    });
}

TEST_CASE("everything is published again on demand, and what no template has goes") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        on.made("sale");
        on.made("winter");
        for (const auto* key : {"templates/acme/sale/meta.json", "templates/acme/index.json"})
            on.files.remove(key);
        std::ignore = on.files.put("templates/acme/stray/meta.json", "{}", {});
        std::ignore = on.files.put("templates/bolt/theirs/meta.json", "{}", {});
        CHECK(on.service.publish_all(on.acme) == 2);
        CHECK(on.keys() == std::vector<std::string>{"templates/acme/index.json", "templates/acme/sale/meta.json",
                                                    "templates/acme/winter/meta.json",
                                                    "templates/bolt/theirs/meta.json"});
        CHECK(on.index() == on.index_wanted());
    });
}

TEST_CASE("what a deleted tenant had published is gone, and another tenant's stays") {
    for_each_database([](FreshDatabase& fresh) {
        TemplatesOn on(fresh);
        on.made("sale");
        on.caller = on.bolt;
        on.made("theirs");
        on.tenants.remove(on.acme, on.actor, "Acme Signals");
        CHECK(on.keys() == std::vector<std::string>{"templates/bolt/index.json", "templates/bolt/theirs/meta.json"});
    });
}
