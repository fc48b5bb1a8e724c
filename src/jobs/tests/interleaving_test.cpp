#include <doctest/doctest.h>

#include <map>

#include "core/error.hpp"
#include "support/property.hpp"
#include "world.hpp"

using namespace promo;
using namespace promo::jobs;

namespace {

// What has happened to a job, told beside the queue: where it ended, and which claim is the newest.
struct Story {
    std::optional<State> ended;
    std::int64_t newest_fence = 0;
};

enum class Move { enqueue, claim, finish, finish_late, reap, cancel, retry_parked, later };

struct Play : World {
    using World::World;

    std::vector<ClaimedJob> claims;  // all there ever were
    std::vector<core::JobId> ids;
    std::map<core::JobId, Story> stories;

    std::size_t pick(std::size_t size) { return *rc::gen::inRange<std::size_t>(0, size); }

    void note_end(const core::JobId& id) {
        auto& story = stories[id];
        const auto now = state(id);
        if (story.ended) RC_ASSERT(now == *story.ended);
        if (now == State::done || now == State::cancelled) story.ended = now;
    }

    void finish_one(const ClaimedJob& job) {
        const auto outcome = *rc::gen::element(Outcome::done(), Outcome::retry("no"), Outcome::park("odd"),
                                               Outcome::snooze(clock.now() + 1s), Outcome::cancel("off"));
        auto& story = stories[job.id];
        const bool counted = finish(job, outcome);
        if (counted) {
            RC_ASSERT(!story.ended);
            RC_ASSERT(job.fence == story.newest_fence);
        }
        note_end(job.id);
    }

    void make(Move move) {
        switch (move) {
            case Move::enqueue:
                ids.push_back(*enqueue(pick(2) == 0 ? kAnna : kBob));
                break;
            case Move::claim:
                for (auto& job : claim(1 + pick(3))) {
                    auto& story = stories[job.id];
                    RC_ASSERT(!story.ended);
                    RC_ASSERT(job.fence > story.newest_fence);
                    story.newest_fence = job.fence;
                    claims.push_back(std::move(job));
                }
                break;
            case Move::finish:
                if (!claims.empty()) finish_one(claims.back());
                break;
            case Move::finish_late:
                if (!claims.empty()) finish_one(claims[pick(claims.size())]);
                break;
            case Move::reap:
                clock.advance(2min);
                reap();
                break;
            case Move::cancel:
            case Move::retry_parked:
                if (!ids.empty()) decide(move, ids[pick(ids.size())]);
                break;
            case Move::later:
                clock.advance(10s);
                break;
        }
    }

    void decide(Move move, const core::JobId& id) {
        try {
            system([&](db::Tx& tx) {
                move == Move::cancel ? queue.cancel(tx, id, clock.now()) : queue.retry(tx, id, clock.now());
            });
            RC_ASSERT(!stories[id].ended);
            ++stories[id].newest_fence;
        } catch (const core::Refusal&) {
        }
        note_end(id);
    }
};

}  // namespace

TEST_CASE("whatever happens in whatever order, a job ends once and only its latest attempt is heard") {
    for_each_database([](FreshDatabase& fresh) {
        Play play(fresh);
        const auto problem = tests::counterexample([&] {
            play.claims.clear();
            play.ids.clear();
            play.stories.clear();
            const auto moves = *rc::gen::container<std::vector<Move>>(
                rc::gen::element(Move::enqueue, Move::claim, Move::claim, Move::finish, Move::finish_late, Move::reap,
                                 Move::cancel, Move::retry_parked, Move::later));
            for (const auto move : moves)
                play.make(move);
            for (const auto& id : play.ids)
                play.note_end(id);
            // Nothing is left for the next round.
            for (const auto& id : play.ids)
                play.decide(Move::cancel, id);
        });
        CHECK_MESSAGE(problem.empty(), problem);
    });
}
