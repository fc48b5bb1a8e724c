#include <doctest/doctest.h>

#include "core/json_write.hpp"
#include "domains/messaging/service.hpp"
#include "inbox.hpp"

using namespace promo;
using tests::Inbox;
using tests::message;
using States = std::map<std::string, int>;

namespace {

jobs::ClaimedJob job_of(std::int64_t update_id, std::int64_t chat) {
    const messaging::UpdateJob payload{tests::kTelegramId, chat, update_id};
    return {.id = core::JobId("a-job"),
            .tenant_id = tests::kAcme,
            .kind = std::string(messaging::kUpdateJob),
            .payload = core::json::to_text(payload)};
}

[[noreturn]] void lose_the_database() {
    throw db::Error(db::Failure::lost, "the database of this test went away");
}

// What a process leaves behind that never hears of the database again.
void die_working(Inbox& inbox, const jobs::ClaimedJob& job) {
    CHECK_THROWS_AS(inbox.another().work(job), db::Error);
}

}  // namespace

TEST_CASE("while somebody thinks about an update, a second job of its chat steps aside and another chat goes on") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        inbox.on_message = [&](const messaging::Update& update) {
            if (update.update_id != 1) return;
            inbox.receive(message(2, 5));
            CHECK(inbox.service.work(job_of(2, 5)).verdict == jobs::Verdict::snooze);
            inbox.receive(message(3, 6));
            CHECK(inbox.service.work(job_of(3, 6)).verdict == jobs::Verdict::done);
            CHECK(inbox.handled == std::vector<std::int64_t>{3});
        };
        inbox.receive(message(1, 5));
        CHECK(inbox.service.work(job_of(1, 5)).verdict == jobs::Verdict::done);
        CHECK(inbox.handled == std::vector<std::int64_t>{3, 1, 2});
    });
}

TEST_CASE("whoever thinks longer than his hold has thought in vain") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        int thoughts = 0;
        inbox.on_message = [&](const messaging::Update&) {
            if (++thoughts > 1) return;
            inbox.clock.advance(messaging::Service::kHeldFor);
            CHECK(inbox.service.work(job_of(1, 5)).verdict == jobs::Verdict::done);
        };
        inbox.receive(message(1, 5));
        inbox.work();
        CHECK(thoughts == 2);
        CHECK(inbox.handled == std::vector<std::int64_t>{1});
    });
}

TEST_CASE("an update whose worker died is thought about again when the hold ends, and its effects happen once") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        int thoughts = 0;
        inbox.on_message = [&](const messaging::Update&) {
            if (++thoughts == 1) lose_the_database();
        };
        inbox.receive(message(1, 5));
        die_working(inbox, job_of(1, 5));
        CHECK(inbox.service.work(job_of(1, 5)).verdict == jobs::Verdict::snooze);
        inbox.clock.advance(messaging::Service::kHeldFor);
        CHECK(inbox.service.work(job_of(1, 5)).verdict == jobs::Verdict::done);
        CHECK(thoughts == 2);
        CHECK(inbox.handled == std::vector<std::int64_t>{1});
    });
}

TEST_CASE("an update that three workers died of is dead, and those behind it are worked") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        int deaths = 0;
        inbox.on_message = [&](const messaging::Update& update) {
            if (update.update_id != 1) return;
            ++deaths;
            lose_the_database();
        };
        inbox.receive(message(1, 5));
        inbox.receive(message(2, 5));
        for (int i = 0; i < messaging::Service::kDeaths; ++i) {
            die_working(inbox, job_of(2, 5));
            inbox.clock.advance(messaging::Service::kHeldFor);
        }
        CHECK(inbox.service.work(job_of(2, 5)).verdict == jobs::Verdict::done);
        CHECK(deaths == messaging::Service::kDeaths);
        CHECK(inbox.handled == std::vector<std::int64_t>{2});
        CHECK(inbox.states() == States{{"dead", 1}, {"done", 1}});
    });
}

TEST_CASE(
    "whoever outlives the database's absence gives his update back, and it is not dead however often that happens") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        int outages = 0;
        inbox.on_message = [&](const messaging::Update& update) {
            if (update.update_id == 1 && ++outages <= 2 * messaging::Service::kDeaths) lose_the_database();
        };
        inbox.receive(message(1, 5));
        inbox.receive(message(2, 5));
        for (int i = 0; i < 2 * messaging::Service::kDeaths; ++i)
            CHECK_THROWS_AS(inbox.service.work(job_of(1 + i % 2, 5)), db::Error);
        CHECK(inbox.service.work(job_of(1, 5)).verdict == jobs::Verdict::done);
        CHECK(inbox.handled == std::vector<std::int64_t>{1, 2});
        CHECK(inbox.states() == States{{"done", 2}});
    });
}

TEST_CASE("a hold that is given back late does not end the hold of whoever works the update by now") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        auto slow = inbox.another();
        int thoughts = 0;
        inbox.on_message = [&](const messaging::Update&) {
            if (++thoughts == 1) lose_the_database();
            if (thoughts == 2) CHECK(slow.work(job_of(1, 5)).verdict == jobs::Verdict::snooze);
        };
        inbox.receive(message(1, 5));
        CHECK_THROWS_AS(slow.work(job_of(1, 5)), db::Error);
        inbox.clock.advance(messaging::Service::kHeldFor);
        CHECK(inbox.service.work(job_of(1, 5)).verdict == jobs::Verdict::done);
        CHECK(thoughts == 2);
        CHECK(inbox.handled == std::vector<std::int64_t>{1});
    });
}

TEST_CASE("updates of a chat are worked in the order in which they were said, however their numbers jump") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        const auto said = [](std::int64_t update_id, std::int64_t seconds) {
            return "{\"update_id\":" + std::to_string(update_id) + R"(,"message":{"date":)" + std::to_string(seconds) +
                   R"(,"chat":{"id":5}}})";
        };
        inbox.receive(said(7, 1'772'441'003));
        inbox.receive(said(900, 1'772'441'001));
        inbox.receive(said(12, 1'772'441'002));
        inbox.receive(said(11, 1'772'441'002));
        inbox.work();
        CHECK(inbox.handled == std::vector<std::int64_t>{900, 11, 12, 7});
    });
}

TEST_CASE("a chat with many updates lets others run in between") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        for (std::int64_t id = 1; id <= 60; ++id)
            inbox.receive(message(id, 5));
        CHECK(inbox.service.work(job_of(1, 5)).verdict == jobs::Verdict::snooze);
        CHECK(inbox.handled.size() == 50);
        inbox.work();
        CHECK(inbox.handled.size() == 60);
    });
}

TEST_CASE("an update that is stored wakes whoever works updates") {
    tests::for_each_database([](tests::FreshDatabase& fresh) {
        Inbox inbox(fresh);
        const auto listener = inbox.database.listen({std::string(jobs::kWakeChannel)});
        const auto heard = [&](std::chrono::milliseconds within) {
            while (const auto notification = listener->wait(within)) {
                if (notification->channel == jobs::kWakeChannel) return true;
            }
            return false;
        };
        CHECK_FALSE(heard(std::chrono::milliseconds(100)));
        inbox.receive(message(1, 5));
        CHECK(heard(std::chrono::seconds(5)));
        inbox.receive(message(1, 5));
        CHECK_FALSE(heard(std::chrono::milliseconds(100)));
    });
}
