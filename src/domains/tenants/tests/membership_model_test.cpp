#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "people_on.hpp"
#include "support/property.hpp"

using namespace promo;
using tenants::MemberRole;
using tenants::people::Person;
using tests::for_each_database;
using tests::PeopleOn;
using tests::refusal;

namespace {

enum class Move { change_role, remove, map, choose };

struct Step {
    Move move = Move::choose;
    std::size_t tenant = 0;
    std::size_t person = 0;
    MemberRole role = MemberRole::member;
};

// Two businesses and three people, and beside them what should be true of them.
class Play {
public:
    explicit Play(PeopleOn& people_on, int round) : on_(people_on) {
        for (std::size_t i = 0; i < 3; ++i)
            people_.push_back(on_.somebody(std::to_string(round) + '_' + std::to_string(i) + "@acme.example"));
        for (std::size_t i = 0; i < 2; ++i) {
            tenants_.push_back(on_.owned_by(people_[i]));
            roles_[i][i] = MemberRole::owner;
            current_[i] = i;
        }
    }

    void make(const Step& step) {
        const auto& tenant = tenants_[step.tenant];
        const auto& person = people_[step.person];
        switch (step.move) {
            case Move::change_role:
                expect(may_lose_owner(step.tenant, step.person, step.role) && belongs(step.tenant, step.person),
                       [&] { on_.service.change_role(tenant, actor_, MemberRole::owner, person.id, step.role); });
                break;
            case Move::remove:
                expect(may_lose_owner(step.tenant, step.person, {}) && belongs(step.tenant, step.person),
                       [&] { on_.service.remove(tenant, actor_, MemberRole::owner, person.id); });
                break;
            case Move::map:
                expect(step.role != MemberRole::owner && may_lose_owner(step.tenant, step.person, step.role),
                       [&] { on_.service.map(tenant, actor_, PeopleOn::kIssuer, person.subject, step.role); });
                break;
            case Move::choose:
                expect(belongs(step.tenant, step.person), [&] { on_.service.choose(person.id, tenant); });
                break;
        }
        if (allowed_) note(step);
        compare();
    }

private:
    bool belongs(std::size_t tenant, std::size_t person) const { return roles_.at(tenant).contains(person); }
    std::int64_t owners(std::size_t tenant) const {
        return std::ranges::count(roles_.at(tenant), MemberRole::owner,
                                  &std::pair<const std::size_t, MemberRole>::second);
    }
    // Whether he may get this role there, or none.
    bool may_lose_owner(std::size_t tenant, std::size_t person, std::optional<MemberRole> role) const {
        if (!belongs(tenant, person) || roles_.at(tenant).at(person) != MemberRole::owner) return true;
        return role == MemberRole::owner || owners(tenant) > 1;
    }

    template <class Work>
    void expect(bool allowed, Work&& work) {
        allowed_ = allowed;
        RC_ASSERT(refusal(work).has_value() != allowed);
    }

    void note(const Step& step) {
        auto& here = roles_[step.tenant];
        switch (step.move) {
            case Move::change_role:
                here[step.person] = step.role;
                return;
            case Move::remove:
                leave(step.tenant, step.person);
                return;
            case Move::map:
                if (!here.contains(step.person)) {
                    // With two tenants the one he leaves is the other.
                    const auto other = 1 - step.tenant;
                    if (belongs(other, step.person) && may_lose_owner(other, step.person, {}))
                        leave(other, step.person);
                    current_[step.person] = step.tenant;
                }
                here[step.person] = step.role;
                return;
            case Move::choose:
                current_[step.person] = step.tenant;
                return;
        }
    }
    void leave(std::size_t tenant, std::size_t person) {
        roles_[tenant].erase(person);
        if (current_.contains(person) && current_[person] == tenant) current_.erase(person);
    }

    void compare() {
        for (std::size_t tenant = 0; tenant < tenants_.size(); ++tenant) {
            RC_ASSERT(owners(tenant) >= 1);
            for (std::size_t person = 0; person < people_.size(); ++person) {
                const auto role = on_.role_in(tenants_[tenant], people_[person]);
                RC_ASSERT(role.has_value() == belongs(tenant, person));
                if (role) RC_ASSERT(*role == roles_[tenant][person]);
            }
        }
        for (std::size_t person = 0; person < people_.size(); ++person) {
            const auto acts_for = on_.service.caller(people_[person].id)->membership;
            RC_ASSERT(acts_for.has_value() == (belongs(0, person) || belongs(1, person)));
            if (current_.contains(person)) RC_ASSERT(acts_for->tenant_id == tenants_[current_[person]]);
        }
    }

    PeopleOn& on_;
    core::Actor actor_ = core::system_actor("test");
    std::vector<Person> people_;
    std::vector<core::TenantId> tenants_;
    std::map<std::size_t, std::map<std::size_t, MemberRole>> roles_;  // by tenant and person
    std::map<std::size_t, std::size_t> current_;                      // the tenant that a person chose
    bool allowed_ = false;
};

rc::Gen<Step> any_step() {
    return rc::gen::build<Step>(
        rc::gen::set(&Step::move, rc::gen::element(Move::change_role, Move::remove, Move::map, Move::choose)),
        rc::gen::set(&Step::tenant, rc::gen::element<std::size_t>(0, 1)),
        rc::gen::set(&Step::person, rc::gen::element<std::size_t>(0, 1, 2)),
        rc::gen::set(&Step::role, rc::gen::element(MemberRole::member, MemberRole::admin, MemberRole::owner)));
}

void showValue(const Step& step, std::ostream& out) {
    out << static_cast<int>(step.move) << " tenant " << step.tenant << " person " << step.person << ' '
        << core::enum_name(step.role);
}

}  // namespace

TEST_CASE("whoever is put in, changed, moved and removed in whatever order, a tenant keeps an owner") {
    for_each_database([](tests::FreshDatabase& fresh) {
        PeopleOn on(fresh);
        int round = 0;
        const auto problem = tests::counterexample([&] {
            Play play(on, round++);
            for (const auto& step : *rc::gen::resize(20, rc::gen::container<std::vector<Step>>(any_step())))
                play.make(step);
        });
        CHECK_MESSAGE(problem.empty(), problem);
    });
}
