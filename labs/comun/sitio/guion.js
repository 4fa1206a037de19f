'use strict';
(function () {
    var velo = document.getElementById('onetrust-consent-sdk');
    if (velo) {
        setTimeout(function () {
            velo.classList.add('listo');
        }, Number(velo.dataset.espera));
        velo.querySelector('form').addEventListener('submit', function (e) {
            e.preventDefault();
            fetch('/consent', { method: 'POST', referrerPolicy: 'no-referrer' })
                .then(function () { velo.remove(); });
        });
    }

    /* La pestaña es un enlace de verdad; con guion no hace falta recargar. */
    var pestanas = document.querySelectorAll('.pestanas a');
    var sitio = document.getElementById('tabla');
    if (pestanas.length !== 2)
        return;
    pestanas[1].addEventListener('click', function (e) {
        e.preventDefault();
        fetch(pestanas[1].href + '?fragmento').then(function (r) {
            if (!r.ok)
                throw new Error(r.status);
            return r.text();
        }).then(function (html) {
            sitio.innerHTML = html;
            pestanas[0].removeAttribute('aria-current');
            pestanas[1].setAttribute('aria-current', 'page');
        }).catch(function (error) {
            sitio.textContent = 'No se ha podido cargar la tabla: ' + error.message;
        });
    });
})();
