#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <thread>

#include "core/json_read.hpp"
#include "core/log.hpp"
#include "pictures_on.hpp"
#include "support/refused.hpp"
#include "unzipped.hpp"

using namespace promo;
using core::RefusalCode;
using coupons::batches::BatchState;
using coupons::codes::LineProblem;
using rendering::Format;
using templates::Variant;
using tests::for_each_database;
using tests::FormFields;
using tests::FreshDatabase;
using tests::PicturesOn;
using tests::refused;

namespace {

using Rows = std::vector<std::string>;
using Files = std::map<std::string, std::string>;

struct PartRead {
    std::string name;
    std::int64_t size = 0;
    std::string url;
};
BOOST_DESCRIBE_STRUCT(PartRead, (), (name, size, url))

struct BatchRead {
    std::string id;
    std::string template_;
    std::vector<Variant> variants;
    Format format = Format::jpg;
    BatchState state = BatchState::waiting;
    int total = 0;
    int done = 0;
    int failed = 0;
    std::vector<PartRead> parts;
    std::vector<LineProblem> problems;
    std::string created_by;
    std::optional<core::Timestamp> finished_at;
};
BOOST_DESCRIBE_STRUCT(BatchRead, (),
                      (id, template_, variants, format, state, total, done, failed, parts, problems, created_by,
                       finished_at))

struct AnswerRead {
    BatchRead batch;
};
BOOST_DESCRIBE_STRUCT(AnswerRead, (), (batch))

struct ListRead {
    std::vector<BatchRead> batches;
};
BOOST_DESCRIBE_STRUCT(ListRead, (), (batches))

const std::string kPath = "/api/picture-batches";

http::Response send(PicturesOn& on, const std::string& csv, const FormFields& more = {}) {
    FormFields fields = {{"template", "sale"}, {"variants", "square"}};
    for (const auto& [name, value] : more) {
        std::erase_if(fields, [&, &wanted = name](const auto& field) { return field.first == wanted; });
        fields.emplace_back(name, value);
    }
    return on.post_form(kPath, fields, {{"file", csv}});
}

BatchRead made(PicturesOn& on, const std::string& csv, const FormFields& more = {}) {
    const auto response = send(on, csv, more);
    CAPTURE(response.body);
    REQUIRE(response.status == 202);
    return core::json::parse<AnswerRead>(response.body).batch;
}

BatchRead look(PicturesOn& on, const std::string& id) {
    const auto response = on.get(kPath + '/' + id);
    CAPTURE(response.body);
    REQUIRE(response.status == 200);
    return core::json::parse<AnswerRead>(response.body).batch;
}

// All pictures in the archives of the batch, each once.
Files files_of(PicturesOn& on, const std::string& id) {
    Files all;
    for (const auto& part : on.batches.find(on.acme, id).parts) {
        const auto object = on.files.get(part.key);
        REQUIRE(object.has_value());
        CHECK(static_cast<std::int64_t>(object->body.size()) == part.size);
        for (const auto& [name, bytes] : tests::unzipped(object->body))
            REQUIRE(all.emplace(name, bytes).second);
    }
    return all;
}

// What must be in them, for these codes in the square.
Files wanted(PicturesOn& on, const Rows& codes) {
    Files all;
    for (const auto& code : codes)
        all[code + "-square.jpg"] = on.drawn(code);
    return all;
}

const Rows kCodes = {"ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN"};
const std::string kCsv = "code\nONE\nTWO\nTHREE\nFOUR\nFIVE\nSIX\nSEVEN\n";

Rows keys_of_batches(PicturesOn& on) {
    return on.keys("batches/");
}

const std::atomic<bool> kGoesOn = false;

// One run of a batch's job by a worker that has just claimed it.
jobs::Outcome work_once(coupons::batches::Service& service, const std::string& id, int attempt = 1,
                        const std::atomic<bool>& stopping = kGoesOn) {
    const jobs::ClaimedJob job{.id = {},
                               .tenant_id = core::TenantId("acme"),
                               .kind = "coupons.batch",
                               .payload = R"({"batch":")" + id + R"("})",
                               .attempt = attempt,
                               .max_attempts = 3};
    return service.work({job, {}, std::chrono::steady_clock::now() + std::chrono::minutes(1), stopping});
}

}  // namespace

TEST_CASE("a file of codes becomes archives that hold each picture once, as it is drawn everywhere") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto batch = made(on, kCsv);
        CHECK(batch.state == BatchState::waiting);
        CHECK(batch.total == 7);
        CHECK(batch.created_by == "olga@acme.example");
        on.work_jobs();
        const auto done = look(on, batch.id);
        CHECK(done.state == BatchState::done);
        CHECK(done.done == 7);
        CHECK(done.failed == 0);
        CHECK(done.finished_at == on.clock.now());
        CHECK(done.parts.size() == 4);
        CHECK(files_of(on, batch.id) == wanted(on, kCodes));
        for (const auto& part : done.parts)
            CHECK(static_cast<std::size_t>(part.size) <= PicturesOn::kSmallPart);
        CHECK(done.parts.at(0).name == "part-1.zip");
        CHECK(done.parts.at(0).url.find("signature=") != std::string::npos);
        Rows counted;
        for (const auto& code : kCodes)
            counted.push_back("batch sale square " + code + " ok unknown");
        auto usages = on.usages();
        std::ranges::sort(usages);
        std::ranges::sort(counted);
        CHECK(usages == counted);
    });
}

TEST_CASE("a batch draws the variants, the format and the logo that were asked for") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto all = made(on, "A\nB\n", {{"variants", ""}, {"format", "png"}, {"logo", "0"}});
        CHECK(all.variants == std::vector{Variant::square, Variant::story});
        CHECK(all.total == 4);
        on.work_jobs();
        const auto files = files_of(on, all.id);
        Rows names;
        for (const auto& [name, bytes] : files)
            names.push_back(name);
        CHECK(names == Rows{"A-square.png", "A-story.png", "B-square.png", "B-story.png"});
        const auto face = on.templates.find(on.acme, "sale")->faces.at(Variant::story);
        CHECK(files.at("B-story.png") == *on.pictures.draw(on.acme, face, "B", {}, Format::png).bytes);
    });
}

TEST_CASE("a text that cannot be drawn is told with its line and its character, the others are drawn") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto batch = made(on, "ONE\n\uE000\n!!\nTWO\n");
        REQUIRE(batch.problems.size() == 1);
        CHECK(batch.problems[0].line == 3);
        CHECK(batch.total == 3);
        on.work_jobs();
        const auto done = look(on, batch.id);
        CHECK(done.state == BatchState::done);
        CHECK(done.done == 2);
        CHECK(done.failed == 1);
        REQUIRE(done.problems.size() == 2);
        CHECK(done.problems[1].line == 2);
        CHECK(done.problems[1].text == "\uE000");
        CHECK(done.problems[1].why.find("U+E000") != std::string::npos);
        CHECK(files_of(on, batch.id) == wanted(on, {"ONE", "TWO"}));
        const auto none = made(on, "\uE000\n");
        on.work_jobs();
        CHECK(look(on, none.id).state == BatchState::failed);
        CHECK(look(on, none.id).parts.empty());
    });
}

TEST_CASE("what cannot become a batch is refused with the field") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        CHECK(on.post_form(kPath, {{"template", "sale"}}, {}).status == 400);
        CHECK(send(on, "A\n", {{"template", "none"}}).status == 404);
        for (const auto* variants : {"round", "square,square", "feed", "square,,story"})
            CHECK(send(on, "A\n", {{"variants", variants}}).status == 400);
        CHECK(send(on, "A\n", {{"format", "gif"}}).status == 400);
        CHECK(send(on, "").status == 400);
        CHECK(on.post(kPath, "{}").status == 415);
    });
}

TEST_CASE("a tenant has five batches unfinished and no more, another tenant is not kept from his") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        for (int i = 0; i < 5; ++i)
            made(on, "A\n");
        CHECK(send(on, "A\n").status == 409);
        on.caller = on.bolt;
        CHECK(send(on, "A\n").status == 202);
        on.work_jobs();
        on.caller = on.acme;
        CHECK(send(on, "A\n").status == 202);
    });
}

TEST_CASE("twenty batches at once are five of a tenant, too") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        std::atomic<int> made = 0;
        std::vector<std::thread> tabs;
        for (int i = 0; i < 20; ++i) {
            tabs.emplace_back([&] {
                try {
                    on.batches.create(on.acme, on.actor, {.template_slug = "sale", .variants = {}, .csv = "A\n"});
                    ++made;
                } catch (const core::Refusal&) {
                }
            });
        }
        for (auto& tab : tabs)
            tab.join();
        CHECK(made == 5);
    });
}

TEST_CASE("the list holds the latest twenty batches of the tenant, newest first") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        std::string last;
        for (int i = 0; i < 21; ++i) {
            last = made(on, "A\n").id;
            on.clock.advance(std::chrono::seconds(1));
            on.work_jobs();
        }
        const auto list = core::json::parse<ListRead>(on.get(kPath).body).batches;
        REQUIRE(list.size() == 20);
        CHECK(list.front().id == last);
        on.caller = on.bolt;
        CHECK(core::json::parse<ListRead>(on.get(kPath).body).batches.empty());
    });
}

TEST_CASE("a batch of another tenant is not there, and strangers have to sign in") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto id = made(on, "A\n").id;
        http::Request deletion;
        deletion.verb = http::Verb::delete_;
        deletion.path = kPath + '/' + id;
        for (const auto& caller : {on.bolt, core::TenantId()}) {
            on.caller = caller;
            const int status = caller.empty() ? 401 : 404;
            CHECK(on.get(kPath + '/' + id).status == status);
            CHECK(on.post(kPath + '/' + id + "/cancel", "{}").status == status);
            CHECK(on.send(deletion).status == status);
        }
        on.caller = on.acme;
        CHECK(look(on, id).state == BatchState::waiting);
    });
}

TEST_CASE("a batch that is cancelled draws no more and keeps what is ready") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto before = made(on, kCsv).id;
        CHECK(on.post(kPath + '/' + before + "/cancel", "{}").status == 200);
        CHECK(on.post(kPath + '/' + before + "/cancel", "{}").status == 409);
        on.work_jobs();
        CHECK(look(on, before).state == BatchState::cancelled);
        CHECK(keys_of_batches(on).empty());

        // While the second part is on its way to the store.
        const auto id = made(on, kCsv).id;
        on.objects.after_put = [&] { on.objects.after_put = [&] { on.batches.cancel(on.acme, on.actor, id); }; };
        on.work_jobs();
        const auto cancelled = look(on, id);
        CHECK(cancelled.state == BatchState::cancelled);
        CHECK(cancelled.parts.size() == 1);
        CHECK(keys_of_batches(on).size() == 1);
        CHECK(static_cast<int>(files_of(on, id).size()) == cancelled.done);
    });
}

TEST_CASE("nothing is left of a batch that is deleted, also while it is drawn") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto done = made(on, kCsv).id;
        on.work_jobs();
        REQUIRE_FALSE(keys_of_batches(on).empty());
        const auto running = made(on, kCsv).id;
        on.objects.after_put = [&] { on.objects.after_put = [&] { on.batches.remove(on.acme, on.actor, running); }; };
        on.work_jobs();
        on.batches.remove(on.acme, on.actor, done);
        on.work_jobs();
        CHECK(keys_of_batches(on).empty());
        CHECK(on.get(kPath + '/' + done).status == 404);
        CHECK(on.get(kPath + '/' + running).status == 404);
        CHECK(refused([&] { on.batches.remove(on.acme, on.actor, done); }).code() == RefusalCode::not_found);
    });
}

TEST_CASE("while the store is away a batch waits, and is finished when it is back") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        core::log::configure({.sink = [](std::string_view) {}});
        const auto id = made(on, kCsv).id;
        on.objects.away = true;
        on.work_jobs(3);
        CHECK(look(on, id).state == BatchState::waiting);
        on.objects.away = false;
        on.clock.advance(std::chrono::minutes(10));
        on.work_jobs();
        core::log::configure({});
        CHECK(look(on, id).state == BatchState::done);
        CHECK(files_of(on, id) == wanted(on, kCodes));
    });
}

TEST_CASE("a batch whose store never comes back says so in the end") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto id = made(on, kCsv).id;
        on.objects.away = true;
        CHECK_THROWS_AS(work_once(on.batches, id, 2), storage::StorageError);
        CHECK(work_once(on.batches, id, 3).verdict == jobs::Verdict::done);
        const auto failed = look(on, id);
        CHECK(failed.state == BatchState::failed);
        REQUIRE(failed.problems.size() == 1);
        CHECK(failed.problems[0].line == 0);
    });
}

TEST_CASE("a process that dies after it has stored a part loses no picture and gives none twice") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto id = made(on, kCsv).id;
        struct Death {};
        for (int deaths = 0; deaths < 3; ++deaths) {
            on.objects.after_put = [] { throw Death(); };
            CHECK_THROWS_AS(work_once(on.batches, id), Death);
            CHECK(look(on, id).done == 0);
        }
        CHECK(work_once(on.batches, id).verdict == jobs::Verdict::done);
        CHECK(files_of(on, id) == wanted(on, kCodes));
        CHECK(on.usages().size() == kCodes.size());
    });
}

TEST_CASE("two processes that draw one batch at once, each with parts of its own size, give each picture once") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        coupons::batches::Service other(on.database, on.queue, on.clock, on.entropy, on.objects, on.audit, on.tenants,
                                        on.templates, on.pictures, PicturesOn::kSmallPart * 2);
        const auto id = made(on, kCsv).id;
        // The other one begins and ends while the first part of this one is on its way.
        on.objects.after_put = [&] { CHECK(work_once(other, id).verdict == jobs::Verdict::done); };
        CHECK(work_once(on.batches, id).verdict == jobs::Verdict::done);
        CHECK(files_of(on, id) == wanted(on, kCodes));
        CHECK(on.usages().size() == kCodes.size());
        CHECK(keys_of_batches(on).size() == on.batches.find(on.acme, id).parts.size());

        // The other one ends in the middle, beyond the part that this one has on its way.
        const auto third = made(on, kCsv).id;
        std::atomic<bool> stopping = false;
        on.objects.after_put = [&] {
            on.objects.after_put = [&] { stopping = true; };
            CHECK(work_once(other, third, 1, stopping).verdict == jobs::Verdict::snooze);
        };
        CHECK(work_once(on.batches, third).verdict == jobs::Verdict::done);
        CHECK(files_of(on, third) == wanted(on, kCodes));
        CHECK(on.usages().size() == 2 * kCodes.size());

        // This time both store the same part.
        const auto again = made(on, kCsv).id;
        on.objects.after_put = [&] { CHECK(work_once(on.batches, again).verdict == jobs::Verdict::done); };
        CHECK(work_once(on.batches, again).verdict == jobs::Verdict::done);
        CHECK(files_of(on, again) == wanted(on, kCodes));
        CHECK(on.usages().size() == 3 * kCodes.size());
    });
}

TEST_CASE("a program that stops leaves a batch where it was, for the next one") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto id = made(on, kCsv).id;
        const std::atomic<bool> stopping = true;
        CHECK(work_once(on.batches, id, 1, stopping).verdict == jobs::Verdict::snooze);
        CHECK(keys_of_batches(on).empty());
        on.work_jobs();
        CHECK(files_of(on, id) == wanted(on, kCodes));
    });
}

TEST_CASE("a batch whose template is deleted on the way fails and says why") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto id = made(on, kCsv).id;
        on.objects.after_put = [&] { on.templates.remove(on.acme, on.actor, {"sale"}); };
        on.work_jobs();
        const auto failed = look(on, id);
        CHECK(failed.state == BatchState::failed);
        CHECK(failed.problems.at(0).why == "The template was deleted.");
        CHECK(static_cast<int>(files_of(on, id).size()) == failed.done);
    });
}

TEST_CASE("the batches of a suspended tenant wait until it is active") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto id = made(on, kCsv).id;
        on.suspend();
        on.work_jobs();
        CHECK(look(on, id).state == BatchState::waiting);
        on.suspend(tenants::TenantStatus::active);
        on.clock.advance(std::chrono::minutes(10));
        on.work_jobs();
        CHECK(look(on, id).state == BatchState::done);
    });
}

TEST_CASE("archives are kept for a day, and what never ended is not kept for ever") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto done = made(on, kCsv).id;
        on.work_jobs();
        const auto waiting = made(on, kCsv).id;
        on.clock.advance(std::chrono::hours(24));
        CHECK(on.batches.sweep() == 0);
        on.clock.advance(std::chrono::seconds(1));
        CHECK(on.batches.sweep() == 1);
        CHECK(on.get(kPath + '/' + done).status == 404);
        CHECK(look(on, waiting).state == BatchState::waiting);
        on.clock.advance(std::chrono::hours(24));
        CHECK(on.batches.sweep() == 1);
        on.work_jobs();
        CHECK(on.get(kPath + '/' + waiting).status == 404);
        CHECK(keys_of_batches(on).empty());
    });
}

TEST_CASE("the archives of a deleted tenant are gone, another tenant's stay") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        made(on, "A\n");
        on.caller = on.bolt;
        made(on, "B\n");
        on.work_jobs();
        REQUIRE(keys_of_batches(on).size() == 2);
        on.tenants.remove(on.acme, on.actor, "Acme Signals");
        const auto left = keys_of_batches(on);
        REQUIRE(left.size() == 1);
        CHECK(left[0].starts_with("batches/bolt/"));
    });
}

TEST_CASE("making, cancelling and deleting a batch is in the log of the tenant") {
    for_each_database([](FreshDatabase& fresh) {
        PicturesOn on(fresh);
        const auto id = made(on, kCsv).id;
        on.clock.advance(std::chrono::seconds(1));
        on.batches.cancel(on.acme, on.actor, id);
        on.clock.advance(std::chrono::seconds(1));
        on.batches.remove(on.acme, on.actor, id);
        Rows actions;
        for (const auto& entry : on.audit.list(on.acme, {.action_prefix = "batch.", .before = {}, .limit = 10}))
            actions.push_back(entry.action + ' ' + entry.subject);
        CHECK(actions == Rows{"batch.deleted " + id, "batch.cancelled " + id, "batch.created " + id});
    });
}
