#include "sandbox/clerk/world.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "core/encoding.hpp"
#include "core/error.hpp"

namespace promo::sandbox::clerk {
namespace {

namespace bj = boost::json;
using core::Refusal;
using core::RefusalCode;
using Lock = std::scoped_lock<std::mutex>;

constexpr std::size_t kMostAccounts = 1'000;
constexpr std::size_t kMostSessions = 1'000;
constexpr std::size_t kIdBytes = 18;
constexpr std::chrono::seconds kIssuedBefore{10};  // Clerk's `nbf` is that much earlier than `iat`

std::int64_t second(core::Timestamp instant) {
    return std::chrono::duration_cast<std::chrono::seconds>(instant.time_since_epoch()).count();
}

// Members of `changes` win; null takes one away.
void change(bj::object& object, const std::optional<core::json::Raw>& changes) {
    if (!changes) return;
    const auto parsed = bj::parse(changes->text);
    if (!parsed.is_object()) throw Refusal(RefusalCode::invalid, "Give `header` and `claims` as objects.");
    for (const auto& member : parsed.get_object()) {
        if (member.value().is_null()) {
            object.erase(member.key());
        } else {
            object[member.key()] = member.value();
        }
    }
}

}  // namespace

AccountView World::create_account(const NewAccount& account) {
    if (account.name.empty()) throw Refusal(RefusalCode::invalid, "Give the account a name.", "name");
    if (account.email && account.email->find('@') == std::string::npos)
        throw Refusal(RefusalCode::invalid, "Give an e-mail address, such as ann@example.com.", "email");
    const Lock lock(mutex_);
    const auto taken = [&](const AccountView& other) {
        return other.id == account.id || (account.email && other.email == account.email);
    };
    if (std::ranges::any_of(accounts_, taken))
        throw Refusal(RefusalCode::conflict, "There is such an account already. Continue as it.", "email");
    if (accounts_.size() == kMostAccounts) throw Refusal(RefusalCode::overloaded, "That is enough accounts.");
    accounts_.push_back({.id = account.id.value_or("user_" + entropy_.token(kIdBytes)),
                         .name = account.name,
                         .email = account.email,
                         .verified = account.email.has_value() && account.verified.value_or(true),
                         .image_url = account.image_url});
    return accounts_.back();
}

std::vector<AccountView> World::accounts() const {
    const Lock lock(mutex_);
    return accounts_;
}

std::optional<AccountView> World::account(std::string_view id) const {
    const Lock lock(mutex_);
    const auto* found = find_account(id);
    return found ? std::optional(*found) : std::nullopt;
}

SessionView World::sign_in(std::string_view account) {
    const Lock lock(mutex_);
    const auto* found = find_account(account);
    if (!found) throw Refusal(RefusalCode::not_found, "There is no such account.", "account");
    if (sessions_.size() == kMostSessions) sessions_.erase(sessions_.begin());
    sessions_.push_back({"sess_" + entropy_.token(kIdBytes), found->id});
    return {sessions_.back().id, *found};
}

SessionView World::session(std::string_view id) const {
    const Lock lock(mutex_);
    const auto* found = find_session(id);
    const auto* account = found ? find_account(found->account) : nullptr;
    if (!account) throw Refusal(RefusalCode::not_found, "This session has ended.");
    return {found->id, *account};
}

void World::sign_out(std::string_view session) {
    const Lock lock(mutex_);
    std::erase_if(sessions_, [&](const Session& open) { return open.id == session; });
}

std::string World::session_token(std::string_view session, std::string_view issuer, std::string_view origin) {
    const auto open = this->session(session);
    Minting minting;
    minting.account = open.account.id;
    if (!origin.empty()) minting.origin = std::string(origin);
    minting.claims = core::json::Raw{bj::serialize(bj::object{{"sid", open.id}})};
    return mint(minting, issuer);
}

std::string World::mint(const Minting& wanted, std::string_view issuer) {
    const Lock lock(mutex_);
    const auto& key = signer(wanted.key.value_or(KeyChoice::current));
    const auto now = clock_.now();
    const auto subject = wanted.account.value_or("user_nobody");
    bj::object header{{"alg", "RS256"}, {"kid", key.kid()}, {"typ", "JWT"}};
    bj::object claims{
        {"exp", second(now + kTokenLife)}, {"iat", second(now)}, {"iss", issuer}, {"nbf", second(now - kIssuedBefore)},
        {"sid", "sess_" + subject},        {"sts", "active"},    {"sub", subject}};
    if (wanted.origin) claims["azp"] = *wanted.origin;
    change(header, wanted.header);
    change(claims, wanted.claims);
    return sign(key, bj::serialize(header), bj::serialize(claims));
}

std::string World::key_set() {
    const Lock lock(mutex_);
    const auto& key = signer(KeyChoice::current);
    const bj::object jwk{{"alg", "RS256"}, {"e", key.exponent()}, {"kid", key.kid()},
                         {"kty", "RSA"},   {"n", key.modulus()},  {"use", "sig"}};
    return bj::serialize(bj::object{{"keys", bj::array{jwk}}});
}

std::string World::rotate() {
    const Lock lock(mutex_);
    auto retiring = signer(KeyChoice::current);
    signers_.clear();
    signers_.emplace(KeyChoice::retired, std::move(retiring));
    return signer(KeyChoice::current).kid();
}

void World::change_mode(const ModeChange& change) {
    const Lock lock(mutex_);
    mode_ = change;
}

ModeChange World::mode() const {
    const Lock lock(mutex_);
    return mode_;
}

void World::count_key_fetch() {
    const Lock lock(mutex_);
    ++key_fetches_;
}

void World::count_account_fetch() {
    const Lock lock(mutex_);
    ++account_fetches_;
}

Status World::status() {
    const Lock lock(mutex_);
    return {.mode = mode_.mode,
            .key_fetches = key_fetches_,
            .account_fetches = account_fetches_,
            .kids = {signer(KeyChoice::current).kid()},
            .accounts = accounts_};
}

void World::reset() {
    const Lock lock(mutex_);
    accounts_.clear();
    sessions_.clear();
    mode_ = {};
    key_fetches_ = 0;
    account_fetches_ = 0;
}

const Signer& World::signer(KeyChoice choice) {
    const auto made = signers_.find(choice);
    if (made != signers_.end()) return made->second;
    const auto kid =
        choice == KeyChoice::foreign ? signer(KeyChoice::current).kid() : "ins_sandbox_" + std::to_string(++keys_made_);
    return signers_.emplace(choice, Signer(kid)).first->second;
}

std::string World::sign(const Signer& signer, std::string_view header, std::string_view claims) const {
    const auto text = core::base64url(header) + '.' + core::base64url(claims);
    return text + '.' + core::base64url(signer.sign(text));
}

const AccountView* World::find_account(std::string_view id) const {
    const auto found = std::ranges::find(accounts_, id, &AccountView::id);
    return found == accounts_.end() ? nullptr : &*found;
}

const World::Session* World::find_session(std::string_view id) const {
    const auto found = std::ranges::find(sessions_, id, &Session::id);
    return found == sessions_.end() ? nullptr : &*found;
}

}  // namespace promo::sandbox::clerk
