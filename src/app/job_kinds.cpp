#include "app/app.hpp"

namespace promo::app {

std::vector<jobs::Kind> App::job_kinds() {
    return {
        {"auth.forget_expired",
         [this](const jobs::JobContext&) {
             auth_.forget_expired();
             return jobs::Outcome::done();
         }},
    };
}

}  // namespace promo::app
