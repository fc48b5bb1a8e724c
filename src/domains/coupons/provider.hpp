#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "domains/coupons/verdict.hpp"

namespace promo::coupons {

// Whom a tenant asks about coupons.
struct Settings {
    Provider provider = Provider::none;
    std::string funderpro_product_id;           // empty: the installation's
    std::optional<core::Timestamp> updated_at;  // empty: nothing was ever saved
};
BOOST_DESCRIBE_STRUCT(Settings, (), (provider, funderpro_product_id, updated_at))

// Without the spaces around it. Refuses as `invalid` what is no id of FunderPro's. May be empty.
std::string checked_product_id(std::string_view typed);

// What a provider made of one question.
struct Asked {
    Reason reason = Reason::unavailable;
    int status_code = 0;
    bool worth_another = false;  // it was busy or did not answer: the next time may be better
};

}  // namespace promo::coupons
