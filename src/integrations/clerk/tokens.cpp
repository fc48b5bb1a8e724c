#include <algorithm>
#include <map>
#include <utility>

#include "core/enum_name.hpp"
#include "integrations/clerk/issuer_keys.hpp"
#include "integrations/clerk/token.hpp"

namespace promo::clerk {
namespace {

// One of those that were listed.
struct Issuer {
    std::string name;  // without a slash at its end: a person has one name, however the list was typed
    bool listed_with_slash;
    IssuerKeys keys;

    bool is_named(std::string_view iss) const {
        if (iss == name) return true;
        return listed_with_slash && iss.ends_with('/') && iss.substr(0, iss.size() - 1) == name;
    }
};

core::Counter verdicts(core::Metrics& metrics, std::string_view code) {
    return metrics.counter("promostack_clerk_tokens_total", "Session tokens looked at", {{"code", std::string(code)}});
}

}  // namespace

struct Tokens::Parts {
    Parts(const net::Send& send, const core::Clock& given_clock, core::Metrics& metrics, TokenOptions options)
        : clock(given_clock), parties(std::move(options.parties)), believed(verdicts(metrics, "believed")) {
        for (const std::string_view listed : options.issuers)
            add_issuer(listed, send, metrics);
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<Failure>>([&](auto described) {
            refused.emplace(described.value, verdicts(metrics, core::enum_name(described.value)));
        });
    }

    void add_issuer(std::string_view listed, const net::Send& send, core::Metrics& metrics) {
        const bool with_slash = listed.ends_with('/');
        const std::string name(listed.substr(0, listed.size() - (with_slash ? 1 : 0)));
        const auto known = std::ranges::find(issuers, name, [](const auto& issuer) { return issuer->name; });
        if (known != issuers.end()) {
            (*known)->listed_with_slash |= with_slash;
            return;
        }
        issuers.emplace_back(new Issuer{name, with_slash, {name, send, clock, metrics}});
    }

    Verdict verify(std::string_view text, const std::vector<std::string>& origins) {
        auto read = Token::read(text);
        if (const auto* failure = std::get_if<Failure>(&read)) return *failure;
        const auto& token = std::get<Token>(read);
        const auto iss = token.issuer();
        const auto issuer = std::ranges::find_if(issuers, [&](const auto& known) { return known->is_named(iss); });
        if (issuer == issuers.end()) return Failure::invalid_issuer;
        const auto found = (*issuer)->keys.find(token.kid());
        if (const auto* failure = std::get_if<Failure>(&found)) return *failure;
        if (!std::get<SigningKey>(found).has_signed(token.signed_part(), token.signature()))
            return Failure::invalid_signature;
        auto verdict = token.claims(clock.now(), parties.empty() ? origins : parties);
        if (auto* claims = std::get_if<Claims>(&verdict)) claims->issuer = (*issuer)->name;
        return verdict;
    }

    const core::Clock& clock;
    const std::vector<std::string> parties;
    std::vector<std::unique_ptr<Issuer>> issuers;
    core::Counter believed;
    std::map<Failure, core::Counter> refused;
};

Tokens::Tokens(const net::Send& send, const core::Clock& clock, core::Metrics& metrics, TokenOptions options)
    : parts_(std::make_unique<Parts>(send, clock, metrics, std::move(options))) {}

Tokens::~Tokens() = default;

bool Tokens::configured() const {
    return !parts_->issuers.empty();
}

Verdict Tokens::verify(std::string_view token, const std::vector<std::string>& origins) {
    auto verdict = parts_->verify(token, origins);
    const auto* failure = std::get_if<Failure>(&verdict);
    (failure ? parts_->refused.at(*failure) : parts_->believed).add();
    return verdict;
}

void Tokens::refresh_due() {
    for (const auto& issuer : parts_->issuers)
        issuer->keys.refresh_if_due();
}

std::vector<KeySetState> Tokens::state() const {
    std::vector<KeySetState> states;
    for (const auto& issuer : parts_->issuers)
        states.push_back(issuer->keys.state());
    return states;
}

}  // namespace promo::clerk
